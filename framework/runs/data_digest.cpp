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

void add(base::Sha256& digest, const std::string& table, const std::vector<Column>& columns) {
  for (const auto& column : columns) {
    digest.add(fmt::format("{} {} {}\n", table, column.name, column.size()));
    if (const auto* numbers = column.numbers()) {
      digest.add({reinterpret_cast<const char*>(numbers->data()),
                  numbers->size() * sizeof numbers->front()});
    } else {
      for (const auto& text : *column.texts()) digest.add(text + '\n');
    }
  }
}

}  // namespace

std::string data_digest(const Trials& trials) {
  base::Sha256 digest;
  digest.add(fmt::format("bin {} missing {} real {}\n", trials.bin_s, trials.may_be_missing,
                         trials.real_valued));
  add(digest, "spikes", trials.spikes);
  add(digest, "target", trials.target_spikes);
  add(digest, "external", trials.external_input);
  add(digest, "rates", trials.truth.rates);
  add(digest, "latents", trials.truth.latents);
  add(digest, "inputs", trials.truth.inputs);
  add(digest, "behaviour", trials.behaviour.values);
  add(digest, "trial", trials.trial_info);
  add(digest, "neuron", trials.neuron_info);
  if (!trials.conditions.empty()) add(digest, "conditions", trials.conditions.labels);
  for (const auto& name : trials.conditions.names) digest.add("condition " + name + '\n');
  add(digest, "train", trials.split.train);
  add(digest, "valid", trials.split.valid);
  add(digest, "test", trials.split.test);
  if (!trials.numbers.empty()) add(digest, "numbers", trials.numbers);
  for (const auto& [name, array] : trials.trial_arrays) add(digest, "trials/" + name, array);
  for (const auto& [name, array] : trials.arrays) add(digest, "array/" + name, array);
  return digest.hex();
}

}  // namespace npd::runs
