#pragma once

#include <cstdint>
#include <span>

/// \file product.hpp
/// The matrix product beneath all products of panels.
namespace npd::detail {

/// c = a b, where nothing overlaps: c(i, j) = c[i * c_row + j], a(i, k) = a[i * a_row +
/// k * a_column], b(k, j) = b[k * b_row + j].
struct Product {
  std::int64_t rows, columns, depth;  ///< of c, and what is summed over
  const float* a;
  std::int64_t a_row, a_column;
  const float* b;
  std::int64_t b_row;
  float* c;
  std::int64_t c_row;
};

/// The product for one kind of machine.
struct Multiplier {
  const char* name;
  bool available;  ///< on this machine
  void (*set)(const Product& product, const float* start);
  void (*add)(const Product& product);
};

/// All that this was compiled for, best first. The functions below are the first available one's.
std::span<const Multiplier> multipliers();

/// c(i, j) = start[i] + sum of a(i, k) b(k, j) over k, in the order of k for every element: its
/// bits do not depend on the size of the rest. \param start  null: zeros
void set_product(const Product& product, const float* start);

/// c += a b, added up in the order of k from c on.
void add_product(const Product& product);

/// c += a b', where b is given by its rows: b(k, j) = b[j * b_row + k].
void add_outer_product(const Product& product);

}  // namespace npd::detail
