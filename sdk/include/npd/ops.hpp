#pragma once

/// \file ops.hpp
/// LibTorch's operations (at::matmul, at::tanh, +, *), for whoever writes maths on tensors.
#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <npd/tensor.hpp>
