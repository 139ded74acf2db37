#pragma once

#include "training/batch_pass.hpp"

#include <npd/ops.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

namespace npd::testing {

using MakeDraws =
    std::function<std::unique_ptr<model::Draws>(std::int64_t first, std::int64_t count)>;

/// A batch in memory, all of whose bins the encoders see.
inline training::BatchSource source_of(const data::Batch& batch, MakeDraws draws) {
  const auto shard = [batch, draws = std::move(draws)](std::int64_t first, std::int64_t count) {
    const auto part = [&](const Tensor& x) { return x.defined() ? x.narrow(0, first, count) : x; };
    return training::Shard{
        {part(batch.seen), part(batch.target), part(batch.external), part(batch.observed)},
        {},
        draws(first, count)};
  };
  return {batch.seen.size(0),
          training::observations(batch),
          {batch.target.size(1), batch.seen.size(2)},
          shard};
}

}  // namespace npd::testing
