#pragma once

#include "host/identity.hpp"

#include <npd/dataset.hpp>
#include <npd/generator.hpp>
#include <npd/metric.hpp>
#include <npd/readout.hpp>

#include <memory>

/// \file hosted.hpp
/// Plugin objects as the framework sees them. Each is wrapped in an object of the same interface
/// that guards every virtual call (see guard.hpp) and checks what comes back (see
/// npd/contract.hpp). The wrapper of a module has the plugin's module as its only child, under an
/// empty name, so weights(), freeze() and to() reach it and names stay the plugin's own. Kernels
/// are wrapped in the same way and keep the object whose weights they read.
namespace npd::host {

std::shared_ptr<Dataset> wrap(std::shared_ptr<Dataset> dataset, const PluginIdentity& plugin);
std::shared_ptr<Generator> wrap(std::shared_ptr<Generator> generator, const PluginIdentity& plugin);
/// \param output_dim  columns of its outputs
std::shared_ptr<Readout> wrap(std::shared_ptr<Readout> readout, const PluginIdentity& plugin,
                              std::int64_t output_dim);
std::shared_ptr<Metric> wrap(std::shared_ptr<Metric> metric, const PluginIdentity& plugin);

}  // namespace npd::host
