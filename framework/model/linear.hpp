#pragma once

#include <npd/module.hpp>

#include <cstdint>

namespace npd::model {

/// y = W x + b; W normal with variance 1 / inputs, b = 0 at the start.
class Linear final : public Module {
 public:
  Linear(std::int64_t inputs, std::int64_t outputs);

  /// (..., inputs) -> (..., outputs)
  Tensor operator()(const Tensor& x) const;

  const Tensor& weight() const { return weight_; }  ///< (outputs, inputs)
  const Tensor& bias() const { return bias_; }

 private:
  Tensor weight_, bias_;
};

}  // namespace npd::model
