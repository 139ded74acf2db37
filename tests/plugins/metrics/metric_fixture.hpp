#pragma once

#include <npd/metric.hpp>
#include <npd/ops.hpp>
#include <npd/testing/load_component.hpp>

#include <map>
#include <memory>
#include <string>
#include <vector>

/// \file metric_fixture.hpp
/// Metrics as the host gets them, from their libraries, and small recordings to feed them.

/// The metric of the built library <id>.so; parameters without a value keep their defaults.
std::shared_ptr<npd::Metric> load_metric(const std::string& id,
                                         const npd::testing::ParamValues& values = {});

/// All scores of a metric by name, after checking that each is described, in range and given once,
/// in the order of the descriptions.
std::map<std::string, npd::Score> scores_of(const std::string& id,
                                            const npd::Evaluation& evaluation,
                                            const npd::testing::ParamValues& values = {});

/// A tensor (trial, time, dim) from its elements in row-major order.
npd::Tensor recording(at::IntArrayRef shape, std::vector<double> values);

/// Standard normal elements from the stream `name` of seed 1.
npd::Tensor random_recording(at::IntArrayRef shape, const std::string& name);

/// An evaluation of latents whose even trials train and whose odd trials validate.
npd::Evaluation latents_only(const npd::Tensor& truth, const npd::Tensor& estimate);
