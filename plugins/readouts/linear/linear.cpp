/// \file linear.cpp
/// log rates = W f + b [Pandarinath2018].
#include <npd/readout.hpp>

#include <cmath>

namespace {

class Linear final : public npd::Readout {
 public:
  struct Config {
    void visit(npd::Params&) {}
  };

  Linear(const Config&, npd::ReadoutShape shape)
      : weight_(parameter("weight", {shape.output_dim, shape.factor_dim},
                          npd::normal(1 / std::sqrt(static_cast<double>(shape.factor_dim))))),
        bias_(parameter("bias", {shape.output_dim}, npd::zeros())) {}

  npd::Tensor log_rates(const npd::Tensor& factors) override {
    return at::matmul(factors, weight_.t()) + bias_;
  }

 private:
  npd::Tensor weight_, bias_;
};

}  // namespace

NPD_READOUT(Linear, "linear", "0.1.0", "Log rates linear in the factors")
