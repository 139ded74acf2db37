/// \file low_rank.cpp
/// g' = g + alpha (-g + u Wi + tanh(g + b) n m'), a network whose recurrent weights m n' have a low
/// rank [Mastrogiuseppe2018], as an Euler step.
#include "low_rank_kernel.hpp"

#include <npd/generator.hpp>

#include <c10/core/GradMode.h>

#include <algorithm>
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
      p("rank", rank, "Rank of the recurrent weights", npd::at_least(1.0), npd::changes_shapes);
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

  /// (1 - alpha) I + alpha m n' D(1 - tanh^2(g + b)), and alpha Wi'.
  npd::Jacobian jacobian(const npd::Tensor& input, const npd::Tensor& state) override {
    const c10::AutoGradMode no_gradient(false);
    const npd::Tensor activity = at::tanh(state + b_);
    const npd::Tensor slopes = (1 - activity * activity).unsqueeze(1);  // a diagonal from the right
    const npd::Tensor leak =
        (1 - alpha_) * at::eye(m_.size(0), at::TensorOptions(m_.scalar_type()));
    return {leak + alpha_ * at::matmul(m_, n_.t()) * slopes,
            (alpha_ * wi_.t()).expand({input.size(0), m_.size(0), input.size(1)}).contiguous()};
  }

  std::vector<npd::Tensor> recurrent_weights() const override { return {m_, n_}; }

  /// The next state is a weighted mean of the state and of u Wi + m k, |k_j| <= sum_i |n_ij|.
  std::optional<npd::Box> domain(const npd::Tensor& input) override {
    const npd::Tensor centre = at::matmul(input, as_double(wi_));
    const npd::Tensor reach = at::matmul(at::abs(as_double(m_)), largest_latent());
    return npd::Box{centre - reach, centre + reach};
  }

  /// Fixed points are u Wi + m k.
  npd::Tensor starts(const npd::Tensor& input, std::int64_t count,
                     npd::RandomStream& random) override {
    npd::Tensor k = at::empty({count, m_.size(1)}, at::TensorOptions(at::kDouble));
    std::generate_n(k.data_ptr<double>(), k.numel(), [&] { return 2 * random.uniform() - 1; });
    return at::matmul(input, as_double(wi_)) + at::matmul(k * largest_latent(), as_double(m_).t());
  }

  std::shared_ptr<npd::GeneratorKernel> kernel() override {
    return std::make_shared<LowRankKernel>(alpha_, m_, n_, b_, wi_);
  }

 private:
  static npd::Tensor as_double(const npd::Tensor& weight) {
    return weight.detach().to(at::kDouble);
  }
  npd::Tensor largest_latent() const { return at::abs(as_double(n_)).sum(0); }

  double alpha_;
  npd::Tensor m_, n_;  // (state, rank)
  npd::Tensor b_;      // (state)
  npd::Tensor wi_;     // (input, state)
};

}  // namespace

NPD_GENERATOR(LowRank, "low_rank", "0.1.0", "Leaky tanh network with recurrent weights of low rank")
