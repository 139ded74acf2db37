#pragma once

#include <npd/tensor.hpp>

#include <functional>
#include <vector>

/// \file recorded.hpp
/// Operations whose gradients are computed by hand, as autograd sees them.
namespace npd::sequence {

/// Whether autograd would record an operation on these tensors, some of which may be undefined.
bool needs_gradient(const std::vector<Tensor>& inputs);

/// From the gradients of an operation's outputs (undefined where nobody asked) to those of its
/// inputs (undefined where there is none). Called once at most.
using Backward = std::function<std::vector<Tensor>(const std::vector<Tensor>& gradients)>;

/// Tells autograd that `outputs` were computed from `inputs`. Only if needs_gradient(inputs).
void record(const std::vector<Tensor>& inputs, const std::vector<Tensor>& outputs,
            Backward backward);

}  // namespace npd::sequence
