#pragma once

#include <npd/ops.hpp>
#include <npd/system.hpp>

#include <utility>

/// \file linear_system.hpp
namespace npd::testing {

/// s' = A s + B u, whose latents are C s and whose outputs are twice these, and 1.
class LinearSystem final : public System {
 public:
  /// \param a  (state, state) \param b  (state, input) \param c  (latent, state)
  LinearSystem(Tensor a, Tensor b, Tensor c)
      : a_(std::move(a)), b_(std::move(b)), c_(std::move(c)) {}

  std::int64_t state_dim() const override { return a_.size(0); }
  std::int64_t input_dim() const override { return b_.size(1); }
  double bin_s() const override { return 0.02; }
  Tensor step(const Tensor& input, const Tensor& state) override {
    return at::matmul(state, a_.t()) + at::matmul(input, b_.t());
  }
  Tensor latents(const Tensor& state) override { return at::matmul(state, c_.t()); }
  Tensor outputs(const Tensor& state) override { return 1 + 2 * latents(state); }

 private:
  Tensor a_, b_, c_;
};

}  // namespace npd::testing
