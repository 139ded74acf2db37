/// \file vanilla_rnn.cpp
/// A generator: the firing-rate network of computational neuroscience [Sussillo2013, eq. 11],
///
///     tau dx/dt = -x + J tanh(x) + B u + b,
///
/// in Euler steps of one bin. With random J of gain above 1 the network is chaotic on its own.
#include <npd/error.hpp>
#include <npd/generator.hpp>

#include <cmath>

namespace {

class VanillaRnn final : public npd::Generator {
 public:
  struct Config {
    double tau_s = 0.05;
    double bin_s = 0.01;
    double gain = 1.2;
    bool train_recurrent = true;

    void visit(npd::Params& p) {
      p("tau_s", tau_s, "Time constant of a unit", npd::above(0.0), "s");
      p("bin_s", bin_s, "Width of a bin of the data", npd::above(0.0), "s");
      p("gain", gain, "Spectral radius of J at the start", npd::at_least(0.0));
      p("train_recurrent", train_recurrent, "Whether J is fitted, or stays as it was drawn");
    }
  };

  VanillaRnn(const Config& config, npd::GeneratorShape shape)
      : alpha_(config.bin_s / config.tau_s) {
    // What bounds cannot say is checked here; the host completes the key to file, line and column.
    if (alpha_ > 1)
      throw npd::ConfigError("tau_s", "an Euler step must not exceed tau_s; raise it");
    const auto units = shape.state_dim;
    const auto start = npd::normal(config.gain / std::sqrt(static_cast<double>(units)));
    j_ = config.train_recurrent ? parameter("j", {units, units}, start)
                                : constant_weight("j", {units, units}, start);
    b_ = parameter("b", {units}, npd::zeros());
    input_ = parameter("input", {units, shape.input_dim}, npd::normal(0.1));
    trains_j_ = config.train_recurrent;
  }

  /// input (trial, input), state (trial, state) -> the next state (trial, state)
  npd::Tensor step(const npd::Tensor& input, const npd::Tensor& state) override {
    const npd::Tensor drive =
        at::matmul(at::tanh(state), j_.t()) + at::matmul(input, input_.t()) + b_;
    return state + alpha_ * (drive - state);
  }

  std::vector<npd::Tensor> recurrent_weights() const override {
    return trains_j_ ? std::vector{j_} : std::vector<npd::Tensor>{};
  }

 private:
  double alpha_;
  bool trains_j_ = true;
  npd::Tensor j_, b_, input_;
};

}  // namespace

NPD_GENERATOR(VanillaRnn, "vanilla_rnn", "0.1.0", "Leaky firing-rate network")
