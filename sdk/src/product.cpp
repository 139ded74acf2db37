#include "product.hpp"

#include <npd/panel.hpp>
#include <npd/vector_math.hpp>

#include <algorithm>
#include <cstring>

// A product is fast when its sums stay in registers. A tile of c is 6 rows by 2 vectors of columns
// or 12 by 1, and 4, 2 or 1 rows of what is left over: 12 sums hide the latency of an addition, and
// with the vectors of b and a number of a they fit into the 16 registers that every machine has.
// Nothing is packed: numbers of a are spread over a vector one by one, wherever they are, and the
// columns of b, trials, lie next to each other.
namespace npd::detail {
namespace {

/// What the products of a thread bring near.
struct Fetch {
  const float *next = nullptr, *end = nullptr;
};
thread_local Fetch fetch_of_thread;

constexpr int most_sums = 12;

template <int lanes>
struct Vector {
  using Type __attribute__((vector_size(lanes * sizeof(float)))) = float;
};

#define NPD_INLINE [[gnu::always_inline]] inline

/// Of a vector, which may lie anywhere in memory.
template <class V>
NPD_INLINE void load(V& vector, const float* from) {
  V loaded;  // a vector by itself, so that `vector` stays in a register
  std::memcpy(&loaded, from, sizeof(V));
  vector = loaded;
}
template <class V>
NPD_INLINE void store(float* to, const V& vector) {
  std::memcpy(to, &vector, sizeof(V));
}

enum class Start { given, c };

/// A tile of c, of which a, b and c are the first elements. The last vector may overlap the one
/// before, with the same numbers: it ends with the last of the columns.
template <int lanes, int rows, int vectors, bool overlapping, Start from>
NPD_INLINE void tile(const Product& p, const float* a, const float* b, float* c,
                     const float* start) {
  using V = typename Vector<lanes>::Type;
  const auto at = [last = p.columns - lanes](int j) -> std::int64_t {
    return overlapping && j == vectors - 1 ? last : j * lanes;
  };
  V sums[rows][vectors] = {};
  const float* before = c;
  for (int i = 0; i < rows; ++i, before += p.c_row) {
    for (int j = 0; j < vectors; ++j) {
      if constexpr (from == Start::c) {
        load(sums[i][j], before + at(j));
      } else {
        sums[i][j] += start[i];  // "= start[i] - V{}" is a false alarm of g++ 12
      }
    }
  }
  for (std::int64_t k = 0; k < p.depth; ++k, a += p.a_column, b += p.b_row) {
    V x[vectors];
    for (int j = 0; j < vectors; ++j) load(x[j], b + at(j));
    for (int i = 0; i < rows; ++i) {
      const V w = a[i * p.a_row] - V{};
      for (int j = 0; j < vectors; ++j) sums[i][j] += w * x[j];
    }
  }
  for (int i = 0; i < rows; ++i, c += p.c_row) {
    for (int j = 0; j < vectors; ++j) store(c + at(j), sums[i][j]);
  }
}

/// As much of what is to be fetched as takes less time than a tile of this depth.
NPD_INLINE void fetch_some(Fetch& fetch, std::int64_t depth) {
  constexpr std::int64_t line = 16;  // floats
  const float* const end = std::min(fetch.end, fetch.next + depth + line);
  for (; fetch.next < end; fetch.next += line) __builtin_prefetch(fetch.next, 0, 2);
}

/// As many tiles as there are below each other from a row on.
/// \return the first row that is left
template <int lanes, int rows, int vectors, bool overlapping, Start from>
NPD_INLINE std::int64_t tiles(const Product& p, const float* start, std::int64_t row,
                              Fetch& fetch) {
  static constexpr float zeros[rows] = {};
  for (; row + rows <= p.rows; row += rows) {
    if (rows * vectors == most_sums) fetch_some(fetch, p.depth);
    tile<lanes, rows, vectors, overlapping, from>(p, p.a + row * p.a_row, p.b, p.c + row * p.c_row,
                                                  start != nullptr ? start + row : zeros);
  }
  return row;
}

/// All rows of p's columns: vectors * lanes, or if they overlap more than (vectors - 1) * lanes.
template <int lanes, int vectors, bool overlapping, Start from>
NPD_INLINE void all_rows(const Product& p, const float* start) {
  Fetch& fetch = fetch_of_thread;
  std::int64_t row =
      tiles<lanes, most_sums / vectors, vectors, overlapping, from>(p, start, 0, fetch);
  row = tiles<lanes, 4, vectors, overlapping, from>(p, start, row, fetch);
  row = tiles<lanes, 2, vectors, overlapping, from>(p, start, row, fetch);
  tiles<lanes, 1, vectors, overlapping, from>(p, start, row, fetch);
}

// Built for one kind of machine (-march=native), that kind is the only one: a function for a
// smaller instruction set could not have its parts inlined.
#if defined(NPD_HAS_MULTIVERSION) && !defined(__SSE3__)
#define NPD_BASELINE_X86
#endif

// An instruction set: the numbers in a vector, and `all_rows` compiled for it, each as a function
// of its own, since its addresses alone need all registers.
#ifdef NPD_BASELINE_X86
struct Avx512 {
  static constexpr int lanes = 16;
  template <int n, int vectors, bool overlapping, Start from>
  [[gnu::target("arch=x86-64-v4"), gnu::noinline]] static void run(const Product& p,
                                                                   const float* start) {
    all_rows<n, vectors, overlapping, from>(p, start);
  }
};
struct Avx2 {
  static constexpr int lanes = 8;
  template <int n, int vectors, bool overlapping, Start from>
  [[gnu::target("arch=x86-64-v3"), gnu::noinline]] static void run(const Product& p,
                                                                   const float* start) {
    all_rows<n, vectors, overlapping, from>(p, start);
  }
};
#endif
/// That of the compiler's command line.
struct Given {
#if defined(__AVX512F__)
  static constexpr int lanes = 16;
#elif defined(__AVX__)
  static constexpr int lanes = 8;
#else
  static constexpr int lanes = 4;
#endif
  template <int n, int vectors, bool overlapping, Start from>
  [[gnu::noinline]] static void run(const Product& p, const float* start) {
    all_rows<n, vectors, overlapping, from>(p, start);
  }
};

/// Fewer columns than any vector has: by way of memory that is wide enough.
template <class Set, Start from>
void few_columns(const Product& p, const float* start) {
  constexpr std::int64_t lanes = 4, most = 64;
  float b[most * lanes] = {}, c[most * lanes] = {};
  for (std::int64_t first = 0; first < p.rows; first += most) {
    const auto rows = std::min(most, p.rows - first);
    float* const result = p.c + first * p.c_row;
    for (std::int64_t i = 0; i < rows; ++i) {
      for (std::int64_t j = 0; j < p.columns; ++j) {
        const float given = start != nullptr ? start[first + i] : 0.0F;
        c[i * lanes + j] = from == Start::c ? result[i * p.c_row + j] : given;
      }
    }
    for (std::int64_t k = 0; k < p.depth; k += most) {
      const auto depth = std::min(most, p.depth - k);
      for (std::int64_t l = 0; l < depth; ++l) {
        std::copy_n(p.b + (k + l) * p.b_row, p.columns, b + l * lanes);
      }
      const float* a = p.a + first * p.a_row + k * p.a_column;
      Set::template run<lanes, 1, false, Start::c>(
          {rows, lanes, depth, a, p.a_row, p.a_column, b, lanes, c, lanes}, nullptr);
    }
    for (std::int64_t i = 0; i < rows; ++i) {
      std::copy_n(c + i * lanes, p.columns, result + i * p.c_row);
    }
  }
}

Product columns_of(Product p, std::int64_t first, std::int64_t count) {
  p.columns = count;
  if (p.depth > 0) p.b += first;
  p.c += first;
  return p;
}

template <class Set, int lanes, Start from>
void multiply(const Product& p, const float* start) {
  std::int64_t first = 0, left = p.columns;
  for (; left >= 2 * lanes; first += 2 * lanes, left -= 2 * lanes) {
    Set::template run<lanes, 2, false, from>(columns_of(p, first, 2 * lanes), start);
  }
  const Product rest = columns_of(p, first, left);
  if (left > lanes) {
    Set::template run<lanes, 2, true, from>(rest, start);
  } else if (left == lanes) {
    Set::template run<lanes, 1, false, from>(rest, start);
  } else if constexpr (lanes > 4) {
    multiply<Set, lanes / 2, from>(rest, start);
  } else if (left > 0) {
    few_columns<Set, from>(rest, start);
  }
}

template <class Set>
Multiplier multiplier(const char* name, bool available) {
  return {name, available, multiply<Set, Set::lanes, Start::given>,
          [](const Product& p) { multiply<Set, Set::lanes, Start::c>(p, nullptr); }};
}

const Multiplier& best() {
  static const Multiplier& first = *std::ranges::find_if(multipliers(), &Multiplier::available);
  return first;
}

/// y(j, i) = x(i, j)
void transpose(const float* x, std::int64_t x_row, std::int64_t rows, std::int64_t columns,
               float* y, std::int64_t y_row) {
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
      float* const to = y + j * y_row + i;
      store(to, __builtin_shufflevector(left_01, left_23, 0, 1, 4, 5));
      store(to + y_row, __builtin_shufflevector(left_01, left_23, 2, 3, 6, 7));
      store(to + 2 * y_row, __builtin_shufflevector(right_01, right_23, 0, 1, 4, 5));
      store(to + 3 * y_row, __builtin_shufflevector(right_01, right_23, 2, 3, 6, 7));
    }
  }
  for (std::int64_t i = 0; i < rows; ++i) {
    for (std::int64_t j = i < whole_rows ? whole_columns : 0; j < columns; ++j) {
      y[j * y_row + i] = x[i * x_row + j];
    }
  }
}

}  // namespace

std::span<const Multiplier> multipliers() {
  static const Multiplier all[] = {
#ifdef NPD_BASELINE_X86
      multiplier<Avx512>("AVX-512", __builtin_cpu_supports("x86-64-v4") != 0),
      multiplier<Avx2>("AVX2", __builtin_cpu_supports("x86-64-v3") != 0),
#endif
      multiplier<Given>("the compiler's", true)};
  return all;
}

void set_product(const Product& product, const float* start) { best().set(product, start); }

void add_product(const Product& product) { best().add(product); }

void fetch_while_multiplying(const float* data, std::int64_t size) {
  fetch_of_thread = {data, data + size};
}

void add_outer_product(const Product& product) {
  constexpr std::int64_t most_columns = 160,
                         most_depth = 64;  // most of it stays in the first cache
  alignas(64) float b[most_columns * most_depth];
  Product p = product;
  for (std::int64_t column = 0; column < product.columns; column += most_columns) {
    p.columns = std::min(most_columns, product.columns - column);
    p.c = product.c + column;
    for (std::int64_t k = 0; k < product.depth; k += most_depth) {
      p.depth = std::min(most_depth, product.depth - k);
      p.a = product.a + k * product.a_column;
      transpose(product.b + column * product.b_row + k, product.b_row, p.columns, p.depth, b,
                most_columns);
      p.b = b;
      p.b_row = most_columns;
      add_product(p);
    }
  }
}

}  // namespace npd::detail
