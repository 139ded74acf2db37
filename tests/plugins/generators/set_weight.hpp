#pragma once

#include <npd/module.hpp>

#include <c10/core/GradMode.h>

#include <string>

namespace npd::testing {

/// Gives the weight of that name a value.
inline void set_weight(Module& module, const std::string& name, const Tensor& value) {
  const c10::AutoGradMode no_gradients(false);
  for (auto& weight : module.weights())
    if (weight.name == name) weight.value.copy_(value);
}

}  // namespace npd::testing
