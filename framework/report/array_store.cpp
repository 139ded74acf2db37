#include "report/array_store.hpp"

#include <npd/ops.hpp>

#include <algorithm>

namespace npd::report {

std::vector<std::int64_t> ArrayStore::sample(std::int64_t trials,
                                             std::int64_t numbers_of_a_trial) const {
  const auto fitting =
      std::max<std::int64_t>(1, numbers_ / std::max<std::int64_t>(1, numbers_of_a_trial));
  const auto count = std::min(trials, fitting);
  std::vector<std::int64_t> sample;
  for (std::int64_t i = 0; i < count; ++i) sample.push_back(i * trials / count);
  return sample;
}

void ArrayStore::add(nlohmann::json& places, const std::string& name, const std::string& unit,
                     const Tensor& rows, const std::vector<std::int64_t>& trials, int steps) {
  if (!rows.defined() || rows.numel() == 0) return;
  places[name] = arrays_.size();
  const Tensor some = rows.index_select(0, at::tensor(trials, at::kLong));
  arrays_.push_back(pack(name, unit, some, steps));
}

}  // namespace npd::report
