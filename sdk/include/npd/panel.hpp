#pragma once

#include <npd/kernel.hpp>
#include <npd/tensor.hpp>

#include <cstdint>

/// \file panel.hpp
/// What a kernel needs on panels: products with weights, their gradients, activations. Everything
/// runs on the calling thread alone; any size may be 0; outputs do not overlap inputs. A value of a
/// product does not depend, bit for bit, on what else is in its panel.
///
/// A linear layer y = W x + b is
///
///     set_affine(y, weight, x, bias);                  // forward
///
///     set_transposed_product(grad_x, weight, grad_y);  // backward
///     add_outer_product(grad_weight, grad_y, x);
///     add_row_sums(grad_bias, grad_y);
namespace npd {

/// A row-major matrix, possibly a block of a larger one: value(row, column) =
/// data[row * stride + column].
template <class T>
struct BasicMatrix {
  T* data = nullptr;
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::int64_t stride = 0;

  BasicMatrix() = default;
  BasicMatrix(T* d, std::int64_t r, std::int64_t c) : BasicMatrix(d, r, c, c) {}
  BasicMatrix(T* d, std::int64_t r, std::int64_t c, std::int64_t s)
      : data(d), rows(r), columns(c), stride(s) {}

  BasicMatrix row_block(std::int64_t first, std::int64_t count) const {
    return {data + first * stride, count, columns, stride};
  }
  BasicMatrix column_block(std::int64_t first, std::int64_t count) const {
    return {data + first, rows, count, stride};
  }
};
using Matrix = BasicMatrix<float>;             ///< gradients of weights
using ConstMatrix = BasicMatrix<const float>;  ///< weights

/// The values of a weight, for a kernel to read; valid until the weight is replaced. A kernel takes
/// them anew in every `prepare`.
/// \throws ShapeError unless the weight is float32, contiguous and (rows, columns)
ConstMatrix weight_matrix(const Tensor& weight);
/// \throws ShapeError unless the weight is float32, contiguous and (size)
const float* weight_vector(const Tensor& weight);

void set_product(Panel y, ConstMatrix w, ConstPanel x);  ///< y = W x
void add_product(Panel y, ConstMatrix w, ConstPanel x);  ///< y += W x
/// y = W x + b
void set_affine(Panel y, ConstMatrix w, ConstPanel x, const float* b);
void set_transposed_product(Panel y, ConstMatrix w, ConstPanel x);  ///< y = W' x
void add_transposed_product(Panel y, ConstMatrix w, ConstPanel x);  ///< y += W' x
void add_outer_product(Matrix g, ConstPanel y, ConstPanel x);  ///< G += y x', summed over trials

void set_rows(Panel y, const float* b);     ///< y(feature, trial) = b(feature)
void add_rows(Panel y, const float* b);     ///< y(feature, trial) += b(feature)
void add_row_sums(float* b, ConstPanel y);  ///< b(feature) += sum of y(feature, trial) over trials

void copy(Panel y, ConstPanel x);                  ///< y = x
void add(Panel y, ConstPanel x);                   ///< y += x
void add_scaled(Panel y, float a, ConstPanel x);   ///< y += a x
void set_scaled(Panel y, float a, ConstPanel x);   ///< y = a x
void multiply_elementwise(Panel y, ConstPanel x);  ///< y(feature, trial) *= x(feature, trial)

/// Activations in place, to the accuracy of <npd/vector_math.hpp>.
void apply_tanh(Panel values);
void apply_sigmoid(Panel values);
/// \param slopes  the derivative at each value, written
void apply_gelu(Panel values, Panel slopes);

/// y *= 1 - t^2, the slope of tanh where its value is t.
void multiply_tanh_slope(Panel y, ConstPanel t);

namespace detail {
/// Has the products that follow on this thread bring memory near the processor, a few lines with
/// each tile: what is read next and was left long ago. Replaces what is not yet fetched.
void fetch_while_multiplying(const float* data, std::int64_t size);
}  // namespace detail

}  // namespace npd
