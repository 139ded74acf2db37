#include "product.hpp"

#include <npd/error.hpp>
#include <npd/panel.hpp>
#include <npd/vector_math.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cstring>

namespace npd {
namespace {

// op(w) x, its result going to y.
detail::Product product(Panel y, ConstMatrix w, ConstPanel x) {
  assert(w.rows == y.features && w.columns == x.features && x.trials == y.trials);
  return {w.rows, x.trials, w.columns, w.data, w.stride, 1, x.data, x.trials, y.data, y.trials};
}

detail::Product transposed_product(Panel y, ConstMatrix w, ConstPanel x) {
  assert(w.columns == y.features && w.rows == x.features && x.trials == y.trials);
  return {w.columns, x.trials, w.rows, w.data, 1, w.stride, x.data, x.trials, y.data, y.trials};
}

void check_weight(const Tensor& weight, std::int64_t dimensions) {
  if (weight.scalar_type() == at::kFloat && weight.is_contiguous() && weight.dim() == dimensions)
    return;
  throw ShapeError(fmt::format(
      "weight {}: a kernel reads only contiguous float32 weights with {} dimensions; train in "
      "float32 or without kernels",
      shape_text(weight.sizes()), dimensions));
}

// By hand, since a compiler's own reduction takes twice as long for rows as short as a panel's.
NPD_MULTIVERSION void add_sums_of_rows(float* __restrict b, const float* __restrict y,
                                       std::int64_t rows, std::int64_t trials) {
  constexpr std::int64_t lanes = 16;
  using Lanes __attribute__((vector_size(lanes * sizeof(float)))) = float;
  using Quarter __attribute__((vector_size(lanes * sizeof(float) / 4))) = float;
  const std::int64_t whole = trials / lanes * lanes;
  for (std::int64_t i = 0; i < rows; ++i, y += trials) {
    Lanes sums = {};
    for (std::int64_t t = 0; t < whole; t += lanes) {
      Lanes x;
      std::memcpy(&x, y + t, sizeof(x));
      sums += x;
    }
    Quarter quarters[4];
    std::memcpy(quarters, &sums, sizeof(sums));
    const Quarter four = (quarters[0] + quarters[1]) + (quarters[2] + quarters[3]);
    float sum = (four[0] + four[1]) + (four[2] + four[3]);
    for (std::int64_t t = whole; t < trials; ++t) sum += y[t];
    b[i] += sum;
  }
}

NPD_MULTIVERSION void tanh_of(float* x, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) x[i] = fast_tanh(x[i]);
}

NPD_MULTIVERSION void sigmoid_of(float* x, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) x[i] = fast_sigmoid(x[i]);
}

NPD_MULTIVERSION void gelu_of(float* __restrict x, float* __restrict slope, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) {
    const auto gelu = fast_gelu(x[i]);
    x[i] = gelu.value;
    slope[i] = gelu.slope;
  }
}

NPD_MULTIVERSION void add_scaled_to(float* __restrict y, float a, const float* __restrict x,
                                    std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) y[i] += a * x[i];
}

NPD_MULTIVERSION void set_scaled_to(float* __restrict y, float a, const float* __restrict x,
                                    std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) y[i] = a * x[i];
}

NPD_MULTIVERSION void multiply_by(float* __restrict y, const float* __restrict x, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) y[i] *= x[i];
}

NPD_MULTIVERSION void add_to(float* __restrict y, const float* __restrict x, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) y[i] += x[i];
}

NPD_MULTIVERSION void add_constant(float* y, float b, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) y[i] += b;
}

NPD_MULTIVERSION void multiply_by_tanh_slope(float* __restrict y, const float* __restrict t,
                                             std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) y[i] *= 1.0F - t[i] * t[i];
}

}  // namespace

ConstMatrix weight_matrix(const Tensor& weight) {
  check_weight(weight, 2);
  return {weight.data_ptr<float>(), weight.size(0), weight.size(1)};
}

const float* weight_vector(const Tensor& weight) {
  check_weight(weight, 1);
  return weight.data_ptr<float>();
}

void set_product(Panel y, ConstMatrix w, ConstPanel x) {
  detail::set_product(product(y, w, x), nullptr);
}

void add_product(Panel y, ConstMatrix w, ConstPanel x) { detail::add_product(product(y, w, x)); }

void set_affine(Panel y, ConstMatrix w, ConstPanel x, const float* b) {
  detail::set_product(product(y, w, x), b);
}

void set_transposed_product(Panel y, ConstMatrix w, ConstPanel x) {
  detail::set_product(transposed_product(y, w, x), nullptr);
}

void add_transposed_product(Panel y, ConstMatrix w, ConstPanel x) {
  detail::add_product(transposed_product(y, w, x));
}

void add_outer_product(Matrix g, ConstPanel y, ConstPanel x) {
  assert(g.rows == y.features && g.columns == x.features && x.trials == y.trials);
  detail::add_outer_product(
      {g.rows, g.columns, y.trials, y.data, y.trials, 1, x.data, x.trials, g.data, g.stride});
}

void set_rows(Panel y, const float* b) {
  for (std::int64_t i = 0; i < y.features; ++i) std::fill_n(y.row(i), y.trials, b[i]);
}

void add_rows(Panel y, const float* b) {
  for (std::int64_t i = 0; i < y.features; ++i) add_constant(y.row(i), b[i], y.trials);
}

void add_row_sums(float* b, ConstPanel y) { add_sums_of_rows(b, y.data, y.features, y.trials); }

void copy(Panel y, ConstPanel x) {
  assert(y.size() == x.size());
  std::copy_n(x.data, x.size(), y.data);
}

void add(Panel y, ConstPanel x) {
  assert(y.size() == x.size());
  add_to(y.data, x.data, y.size());
}

void add_scaled(Panel y, float a, ConstPanel x) {
  assert(y.size() == x.size());
  add_scaled_to(y.data, a, x.data, y.size());
}

void set_scaled(Panel y, float a, ConstPanel x) {
  assert(y.size() == x.size());
  set_scaled_to(y.data, a, x.data, y.size());
}

void multiply_elementwise(Panel y, ConstPanel x) {
  assert(y.size() == x.size());
  multiply_by(y.data, x.data, y.size());
}

void apply_tanh(Panel values) { tanh_of(values.data, values.size()); }
void apply_sigmoid(Panel values) { sigmoid_of(values.data, values.size()); }

void apply_gelu(Panel values, Panel slopes) {
  assert(values.size() == slopes.size());
  gelu_of(values.data, slopes.data, values.size());
}

void multiply_tanh_slope(Panel y, ConstPanel t) {
  assert(y.size() == t.size());
  multiply_by_tanh_slope(y.data, t.data, y.size());
}

}  // namespace npd
