#pragma once

#include "host/identity.hpp"

#include <npd/module.hpp>
#include <npd/tensor.hpp>

/// \file small_case.hpp
/// What modules are tried out with.
namespace npd::host {

/// float32 numbers that are neither equal nor large.
Tensor some_numbers(at::IntArrayRef shape);

/// Gives every weight such numbers.
void set_weights(Module& module);

/// \throws NumericalError in the plugin's name if a result is not finite
void check_numbers(const PluginIdentity& plugin, const Tensor& result);

}  // namespace npd::host
