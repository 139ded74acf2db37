#include "runs/data_digest.hpp"

#include "base/sha256.hpp"

#include <npd/ops.hpp>

#include <fmt/format.h>

namespace npd::runs {
namespace {

void add(base::Sha256& digest, const std::string& name, const Tensor& array) {
  if (!array.defined()) return;
  const Tensor values = array.contiguous();
  digest.add(fmt::format("{} {} {}\n", name, c10::toString(values.scalar_type()),
                         shape_text(values.sizes())));
  digest.add({static_cast<const char*>(values.data_ptr()), values.nbytes()});
}

void add(base::Sha256& digest, const std::string& name, const std::vector<std::int64_t>& trials) {
  digest.add(fmt::format("{} {}\n", name, trials.size()));
  digest.add({reinterpret_cast<const char*>(trials.data()), trials.size() * sizeof trials[0]});
}

}  // namespace

std::string data_digest(const Trials& trials) {
  base::Sha256 digest;
  digest.add(fmt::format("bin {} missing {} real {}\n", trials.bin_s, trials.may_be_missing,
                         trials.real_valued));
  add(digest, "spikes", trials.spikes);
  add(digest, "reconstructed", trials.reconstructed_spikes);
  add(digest, "external", trials.external_input);
  add(digest, "rates", trials.truth.rates);
  add(digest, "latents", trials.truth.latents);
  add(digest, "inputs", trials.truth.inputs);
  add(digest, "train", trials.split.train);
  add(digest, "valid", trials.split.valid);
  add(digest, "test", trials.split.test);
  for (const auto& [name, array] : trials.trial_arrays) add(digest, "trials/" + name, array);
  for (const auto& [name, array] : trials.arrays) add(digest, "array/" + name, array);
  return digest.hex();
}

}  // namespace npd::runs
