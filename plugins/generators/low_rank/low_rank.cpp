/// \file low_rank.cpp
/// g' = g + alpha (-g + u Wi + tanh(g + b) n m'), a network whose recurrent weights m n' have a low
/// rank [Mastrogiuseppe2018], as an Euler step.
#include "low_rank_kernel.hpp"

#include <npd/generator.hpp>

#include <cmath>
#include <memory>
#include <vector>

namespace {

npd::Init normal_of_variance_1_over(std::int64_t count) {
  return count > 0 ? npd::normal(1 / std::sqrt(static_cast<double>(count))) : npd::zeros();
}

class LowRank final : public npd::Generator {
 public:
  struct Config {
    std::int64_t rank = 5;
    double alpha = 0.2;

    void visit(npd::Params& p) {
      p("rank", rank, "Rank of the recurrent weights", npd::at_least(1.0));
      p("alpha", alpha, "Euler step over time constant", npd::Bounds{0.0, 1.0, true, false});
    }
  };

  LowRank(const Config& config, npd::GeneratorShape shape)
      : alpha_(config.alpha),
        m_(parameter("m", {shape.state_dim, config.rank}, normal_of_variance_1_over(config.rank))),
        n_(parameter("n", {shape.state_dim, config.rank}, npd::normal(1.0))),
        b_(parameter("b", {shape.state_dim}, npd::zeros())),
        wi_(parameter("wi", {shape.input_dim, shape.state_dim},
                      normal_of_variance_1_over(shape.input_dim))) {}

  npd::Tensor step(const npd::Tensor& input, const npd::Tensor& state) override {
    const npd::Tensor latent = at::matmul(at::tanh(state + b_), n_);
    const npd::Tensor drive = at::matmul(latent, m_.t()) + at::matmul(input, wi_);
    return state + alpha_ * (drive - state);
  }

  std::vector<npd::Tensor> recurrent_weights() const override { return {m_, n_}; }

  std::shared_ptr<npd::GeneratorKernel> kernel() override {
    return std::make_shared<LowRankKernel>(alpha_, m_, n_, b_, wi_);
  }

 private:
  double alpha_;
  npd::Tensor m_, n_;  // (state, rank)
  npd::Tensor b_;      // (state)
  npd::Tensor wi_;     // (input, state)
};

}  // namespace

NPD_GENERATOR(LowRank, "low_rank", "0.1.0", "Leaky tanh network with recurrent weights of low rank")
