#include "model/linear.hpp"

#include <npd/ops.hpp>

#include <cmath>

namespace npd::model {

Linear::Linear(std::int64_t inputs, std::int64_t outputs)
    : weight_(parameter("weight", {outputs, inputs},
                        normal(1 / std::sqrt(static_cast<double>(inputs))))),
      bias_(parameter("bias", {outputs}, zeros())) {}

Tensor Linear::operator()(const Tensor& x) const { return at::matmul(x, weight_.t()) + bias_; }

}  // namespace npd::model
