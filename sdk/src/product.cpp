#include "product.hpp"

#include <npd/vector_math.hpp>

#include <algorithm>
#include <cstring>

// A product is fast when its sums stay in registers. A tile of c is 6 rows by 2 vectors of columns:
// 12 sums hide the latency of an addition, and with 2 vectors of b and a number of a they fit into
// the 16 registers that every machine has. Nothing is packed: numbers of a are spread over a vector
// one by one, wherever they are, and the columns of b, trials, lie next to each other.
namespace npd::detail {
namespace {

template <int lanes>
struct Vector {
  using Type __attribute__((vector_size(lanes * sizeof(float)))) = float;
};

#define NPD_INLINE [[gnu::always_inline]] inline

/// Of a vector, which may lie anywhere in memory.
template <class V>
NPD_INLINE void load(V& vector, const float* from) {
  std::memcpy(&vector, from, sizeof(V));
}
template <class V>
NPD_INLINE void store(float* to, const V& vector) {
  std::memcpy(to, &vector, sizeof(V));
}

enum class Start { given, c };

/// A tile of c, of which a, b and c are the first elements.
template <int lanes, int rows, int vectors, Start from>
NPD_INLINE void tile(const Product& p, const float* a, const float* b, float* c,
                     const float* start) {
  using V = typename Vector<lanes>::Type;
  V sums[rows][vectors] = {};
  const float* before = c;
  for (int i = 0; i < rows; ++i, before += p.c_row) {
    for (int j = 0; j < vectors; ++j) {
      if constexpr (from == Start::c) {
        load(sums[i][j], before + j * lanes);
      } else {
        sums[i][j] += start[i];
      }
    }
  }
  for (std::int64_t k = 0; k < p.depth; ++k, a += p.a_column, b += p.b_row) {
    V x[vectors];
    for (int j = 0; j < vectors; ++j) load(x[j], b + j * lanes);
    for (int i = 0; i < rows; ++i) {
      const V w = a[i * p.a_row] - V{};
      for (int j = 0; j < vectors; ++j) sums[i][j] += w * x[j];
    }
  }
  for (int i = 0; i < rows; ++i, c += p.c_row) {
    for (int j = 0; j < vectors; ++j) store(c + j * lanes, sums[i][j]);
  }
}

/// As many tiles as there are below each other from a row on.
/// \return the first row that is left
template <int lanes, int rows, int vectors, Start from>
NPD_INLINE std::int64_t tiles(const Product& p, const float* start, std::int64_t row) {
  static constexpr float zeros[rows] = {};
  for (; row + rows <= p.rows; row += rows) {
    tile<lanes, rows, vectors, from>(p, p.a + row * p.a_row, p.b, p.c + row * p.c_row,
                                     start != nullptr ? start + row : zeros);
  }
  return row;
}

/// All rows of the first columns, as many as fill some vectors.
template <int lanes, int vectors, Start from>
NPD_INLINE void stripe(const Product& p, const float* start) {
  std::int64_t row = tiles<lanes, 12 / vectors, vectors, from>(p, start, 0);
  row = tiles<lanes, 4, vectors, from>(p, start, row);
  row = tiles<lanes, 2, vectors, from>(p, start, row);
  tiles<lanes, 1, vectors, from>(p, start, row);
}

Product from_column(Product p, std::int64_t first) {
  p.columns -= first;
  p.b += first;
  p.c += first;
  return p;
}

/// Adds to all rows of a few columns, by `lanes` columns of c of which the others are left as they
/// are: b is put in their place after zeros for the rest.
/// \param columns  of b, at most `lanes`
template <int lanes>
NPD_INLINE void add_few(Product p, std::int64_t columns) {
  constexpr std::int64_t most_depth = 64;
  float b[most_depth * lanes];
  for (std::int64_t left = p.depth; left > 0; left -= p.depth) {
    p.depth = std::min(most_depth, left);
    for (std::int64_t k = 0; k < p.depth; ++k) {
      for (std::int64_t j = 0; j < lanes; ++j) {
        const auto own = j - (lanes - columns);
        b[k * lanes + j] = own < 0 ? 0.0F : p.b[k * p.b_row + own];
      }
    }
    Product padded = p;
    padded.b = b;
    padded.b_row = lanes;
    stripe<lanes, 1, Start::c>(padded, nullptr);
    p.a += p.depth * p.a_column;
    p.b += p.depth * p.b_row;
  }
}

/// The last columns, fewer than fill a vector, together with some before that are done already:
/// those are set to the same again, or zeros are added to them.
template <int lanes, Start from>
NPD_INLINE void last_columns(Product p, const float* start, std::int64_t columns) {
  const auto first = p.columns - lanes;
  if constexpr (from == Start::given) {
    stripe<lanes, 1, from>(from_column(p, first), start);
  } else {
    p.c += first;
    p.b += p.columns - columns;
    add_few<lanes>(p, columns);
  }
}

/// Fewer columns than any vector has: by way of memory that is wide enough.
template <Start from>
NPD_INLINE void few_columns(const Product& p, const float* start) {
  constexpr std::int64_t most_rows = 64, lanes = 4;
  const auto unused = lanes - p.columns;
  float c[most_rows * lanes] = {};
  for (std::int64_t first = 0; first < p.rows; first += most_rows) {
    Product some = p;
    some.rows = std::min(most_rows, p.rows - first);
    some.a = p.a + first * p.a_row;
    float* const result = p.c + first * p.c_row;
    for (std::int64_t i = 0; i < some.rows; ++i) {
      for (std::int64_t j = 0; j < p.columns; ++j) {
        c[i * lanes + unused + j] = from == Start::c   ? result[i * p.c_row + j]
                                    : start != nullptr ? start[first + i]
                                                       : 0.0F;
      }
    }
    some.c = c;
    some.c_row = lanes;
    add_few<lanes>(some, p.columns);
    for (std::int64_t i = 0; i < some.rows; ++i) {
      for (std::int64_t j = 0; j < p.columns; ++j) {
        result[i * p.c_row + j] = c[i * lanes + unused + j];
      }
    }
  }
}

template <int lanes, Start from>
NPD_INLINE void multiply(const Product& p, const float* start) {
  if (p.columns < lanes) {
    if constexpr (lanes > 4) return multiply<lanes / 2, from>(p, start);
    return few_columns<from>(p, start);
  }
  std::int64_t column = 0;
  for (; column + 2 * lanes <= p.columns; column += 2 * lanes) {
    stripe<lanes, 2, from>(from_column(p, column), start);
  }
  for (; column + lanes <= p.columns; column += lanes) {
    stripe<lanes, 1, from>(from_column(p, column), start);
  }
  if (column < p.columns) last_columns<lanes, from>(p, start, p.columns - column);
}

// One for each instruction set, of which the program takes the machine's best when it starts, as
// NPD_MULTIVERSION does: but here the size of a vector differs, too.
#ifdef NPD_HAS_MULTIVERSION
[[gnu::target("arch=x86-64-v4")]] void set(const Product& p, const float* start) {
  multiply<16, Start::given>(p, start);
}
[[gnu::target("arch=x86-64-v4")]] void add(const Product& p) { multiply<16, Start::c>(p, nullptr); }
[[gnu::target("arch=x86-64-v3")]] void set(const Product& p, const float* start) {
  multiply<8, Start::given>(p, start);
}
[[gnu::target("arch=x86-64-v3")]] void add(const Product& p) { multiply<8, Start::c>(p, nullptr); }
[[gnu::target("default")]]
#endif
void set(const Product& p, const float* start) {
  multiply<4, Start::given>(p, start);
}
#ifdef NPD_HAS_MULTIVERSION
[[gnu::target("default")]]
#endif
void add(const Product& p) {
  multiply<4, Start::c>(p, nullptr);
}

/// y(j, i) = x(i, j), where the rows of y are next to each other.
void transpose(const float* x, std::int64_t x_row, std::int64_t rows, std::int64_t columns,
               float* y) {
  // Blocks of 4 x 4, in registers.
  using V = Vector<4>::Type;
  const std::int64_t whole_rows = rows / 4 * 4, whole_columns = columns / 4 * 4;
  for (std::int64_t i = 0; i < whole_rows; i += 4) {
    for (std::int64_t j = 0; j < whole_columns; j += 4) {
      V a[4];
      for (int r = 0; r < 4; ++r) load(a[r], x + (i + r) * x_row + j);
      const V left_01 = __builtin_shufflevector(a[0], a[1], 0, 4, 1, 5);
      const V left_23 = __builtin_shufflevector(a[2], a[3], 0, 4, 1, 5);
      const V right_01 = __builtin_shufflevector(a[0], a[1], 2, 6, 3, 7);
      const V right_23 = __builtin_shufflevector(a[2], a[3], 2, 6, 3, 7);
      float* const to = y + j * rows + i;
      store(to, __builtin_shufflevector(left_01, left_23, 0, 1, 4, 5));
      store(to + rows, __builtin_shufflevector(left_01, left_23, 2, 3, 6, 7));
      store(to + 2 * rows, __builtin_shufflevector(right_01, right_23, 0, 1, 4, 5));
      store(to + 3 * rows, __builtin_shufflevector(right_01, right_23, 2, 3, 6, 7));
    }
  }
  for (std::int64_t i = 0; i < rows; ++i) {
    for (std::int64_t j = i < whole_rows ? whole_columns : 0; j < columns; ++j) {
      y[j * rows + i] = x[i * x_row + j];
    }
  }
}

}  // namespace

void set_product(const Product& product, const float* start) { set(product, start); }

void add_product(const Product& product) { add(product); }

void add_outer_product(const Product& product) {
  // Blocks that stay in the first cache; 160 columns at most leave no narrow rest of 130.
  constexpr std::int64_t most_columns = 160, most_depth = 64;
  float b[most_columns * most_depth];
  Product p = product;
  for (std::int64_t column = 0; column < product.columns; column += most_columns) {
    p.columns = std::min(most_columns, product.columns - column);
    p.c = product.c + column;
    for (std::int64_t k = 0; k < product.depth; k += most_depth) {
      p.depth = std::min(most_depth, product.depth - k);
      p.a = product.a + k * product.a_column;
      transpose(product.b + column * product.b_row + k, product.b_row, p.columns, p.depth, b);
      p.b = b;
      p.b_row = p.columns;
      add(p);
    }
  }
}

}  // namespace npd::detail
