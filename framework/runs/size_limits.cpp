#include "runs/size_limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace npd::runs {
namespace {

/// Weight, gradient, and AdamW's two moments, float32 each.
constexpr double bytes_of_weight = 4 * sizeof(float);

/// A key and how many weights a size of it brings.
struct Size {
  const config::Section& table;
  std::string key;
  std::int64_t value;
  double weights;
};

/// Weights between so many units and so many others, which count for the larger size alone: no
/// other is to blame. A size below 0 is a mistake of its own.
double matrix(std::int64_t size, std::int64_t other) {
  return size < std::max<std::int64_t>(other, 0)
             ? 0
             : static_cast<double>(size) * static_cast<double>(other);
}

double square(std::int64_t size) { return matrix(size, size); }

}  // namespace

void check_sizes(const model::Config& model, std::int64_t state_dim,
                 const config::Section& model_table, const config::Section& generator_table,
                 std::uint64_t memory) {
  constexpr double gates = 3, directions = 2;
  const Size sizes[] = {
      {model_table, "ic_enc_dim", model.ic_enc_dim, directions * gates * square(model.ic_enc_dim)},
      {model_table, "ci_enc_dim", model.ci_enc_dim, directions * gates * square(model.ci_enc_dim)},
      {model_table, "con_dim", model.con_dim, gates * square(model.con_dim)},
      {model_table, "co_dim", model.co_dim, matrix(model.co_dim, model.con_dim)},
      {model_table, "ic_dim", model.ic_dim, matrix(model.ic_dim, state_dim)},
      {model_table, "factor_dim", model.factor_dim, matrix(model.factor_dim, state_dim)},
      {generator_table, "state_dim", state_dim,
       matrix(state_dim, model.ic_dim > 0 ? model.ic_dim : state_dim)},
  };
  for (const auto& [table, key, value, weights] : sizes) {
    const double bytes = bytes_of_weight * weights;
    if (bytes <= static_cast<double>(memory)) continue;
    table.error(key, fmt::format("{} is too large: weights of {:.3g} GB come with it, and this "
                                 "process can have {:.3g} GB of memory",
                                 value, 1e-9 * bytes, 1e-9 * static_cast<double>(memory)));
  }
}

}  // namespace npd::runs
