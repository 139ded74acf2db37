#include "trial_order.hpp"

#include <npd/ops.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>

namespace lfads_hdf5 {
namespace {

using Indices = std::vector<std::int64_t>;

Indices read_indices(const npd::hdf5::File& file, const Part& part) {
  const auto key = part.key("inds");
  const auto array = file.read(key);
  if (array.is_floating_point()) fail(file, key, "expected integers, found " + file.info(key).type);
  expect_shape(file, key, array, {part.trials()}, part.key("encod_data"));
  const auto wide = array.to(at::kLong).contiguous();
  const auto* begin = wide.data_ptr<std::int64_t>();
  return {begin, begin + wide.numel()};
}

/// Numbers the trials of each part as they stand in the file.
std::vector<Indices> count_up(const std::vector<Part>& parts) {
  std::vector<Indices> out;
  std::int64_t next = 0;
  for (const auto& part : parts) {
    auto& indices = out.emplace_back(static_cast<std::size_t>(part.trials()));
    for (auto& index : indices) index = next++;
  }
  return out;
}

/// Together the indices must name every trial once.
void check_permutation(const npd::hdf5::File& file, const std::vector<Part>& parts,
                       const std::vector<Indices>& indices) {
  std::int64_t total = 0;
  for (const auto& part : parts) total += part.trials();
  std::map<std::int64_t, std::string> owner;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto key = parts[i].key("inds");
    for (const auto index : indices[i]) {
      if (index < 0 || index >= total) {
        fail(file, key,
             fmt::format("expected indices in [0, {}), one for each trial of the file, found {}",
                         total, index));
      }
      const auto [other, is_new] = owner.emplace(index, key);
      if (!is_new) {
        fail(file, key,
             fmt::format("expected every trial once, found {} twice, first in /{}", index,
                         other->second));
      }
    }
  }
}

}  // namespace

npd::Tensor TrialOrder::arrange(const npd::Tensor& rows) const {
  return rows.index_select(0, at::argsort(positions));
}

TrialOrder read_trial_order(const npd::hdf5::File& file, const std::vector<Part>& parts) {
  const bool numbered = std::any_of(parts.begin(), parts.end(),
                                    [&](const Part& part) { return file.has(part.key("inds")); });
  std::vector<Indices> indices;
  if (numbered) {
    for (const auto& part : parts) indices.push_back(read_indices(file, part));
    check_permutation(file, parts, indices);
  } else {
    indices = count_up(parts);
  }

  TrialOrder order;
  Indices all;
  for (const auto& part : indices) all.insert(all.end(), part.begin(), part.end());
  order.positions = at::tensor(all, at::kLong);
  for (auto& part : indices) std::sort(part.begin(), part.end());
  order.split.train = indices[0];
  order.split.valid = indices[1];
  if (indices.size() > 2) order.split.test = indices[2];
  return order;
}

}  // namespace lfads_hdf5
