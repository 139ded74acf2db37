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
inline training::BatchSource source_of(const model::Batch& batch, MakeDraws draws) {
  const auto shard = [batch, draws = std::move(draws)](std::int64_t first, std::int64_t count) {
    const auto part = [&](const Tensor& x) { return x.defined() ? x.narrow(0, first, count) : x; };
    return training::Shard{{part(batch.encoded), part(batch.reconstructed), part(batch.external),
                            part(batch.observed)},
                           {},
                           draws(first, count)};
  };
  return {batch.encoded.size(0),
          training::observations(batch),
          {batch.reconstructed.size(1), batch.encoded.size(2)},
          shard};
}

}  // namespace npd::testing
