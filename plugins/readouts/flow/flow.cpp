/// \file flow.cpp
/// An invertible readout [Versteeg2023]: factors, padded with zeros to one dimension an output,
/// flow for some Euler steps y += step_size net(y); where they end are the log rates.
#include "flow_kernel.hpp"

#include <npd/error.hpp>
#include <npd/gelu_network.hpp>
#include <npd/readout.hpp>

#include <fmt/format.h>

#include <memory>

namespace {

class Flow final : public npd::Readout {
 public:
  struct Config {
    std::int64_t hidden_dim = 128;
    std::int64_t steps = 20;
    double step_size = 0.1;

    void visit(npd::Params& p) {
      p("hidden_dim", hidden_dim, "Units in each of the two hidden layers", npd::at_least(1.0),
        npd::changes_shapes);
      p("steps", steps, "Euler steps from factors to log rates", npd::at_least(1.0));
      p("step_size", step_size, "Size of an Euler step", npd::above(0.0));
    }
  };

  Flow(const Config& config, npd::ReadoutShape shape)
      : steps_(config.steps),
        step_size_(config.step_size),
        padding_(shape.output_dim - shape.factor_dim),
        network_(child("network", std::make_shared<npd::GeluNetwork>(
                                      shape.output_dim, config.hidden_dim, shape.output_dim))) {
    if (padding_ < 0)
      throw npd::ConfigError(fmt::format(
          "readout \"flow\": {} factors for {} outputs; it needs at most as many factors as "
          "outputs: use a smaller state_dim or factor_dim, or the readout \"linear\"",
          shape.factor_dim, shape.output_dim));
  }

  npd::Tensor output_parameters(const npd::Tensor& factors) override {
    npd::Tensor y = at::constant_pad_nd(factors, {0, padding_});
    for (std::int64_t i = 0; i < steps_; ++i) y = y + step_size_ * network_->apply(y);
    return y;
  }

  std::shared_ptr<npd::ReadoutKernel> kernel() override {
    return std::make_shared<FlowKernel>(network_, steps_, step_size_);
  }

 private:
  std::int64_t steps_;
  double step_size_;
  std::int64_t padding_;
  std::shared_ptr<npd::GeluNetwork> network_;
};

}  // namespace

NPD_READOUT(Flow, "flow", "0.1.0", "Log rates at the end of a flow that starts at the factors")
