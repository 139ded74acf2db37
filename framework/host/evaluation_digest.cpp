#include "host/evaluation_digest.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <string_view>

namespace npd::host {
namespace {

/// Reads as fast as memory can be read. A word that is another one always changes the sum, as odd
/// factors have an inverse.
class WordSum {
 public:
  void add(std::uint64_t word) { step(lanes_[0], word); }

  void add(std::string_view bytes) {
    constexpr auto block = sizeof lanes_;
    std::array<std::uint64_t, 4> words{};
    for (; bytes.size() >= block; bytes.remove_prefix(block)) {
      std::memcpy(words.data(), bytes.data(), block);
      for (std::size_t i = 0; i < words.size(); ++i) step(lanes_[i], words[i]);
    }
    if (bytes.empty()) return;  // then there may be no data, not even of no bytes
    words = {};
    std::memcpy(words.data(), bytes.data(), bytes.size());
    for (std::size_t i = 0; i < words.size(); ++i) step(lanes_[i], words[i]);
  }

  std::uint64_t value() const {
    std::uint64_t sum = 0;
    for (const auto lane : lanes_) step(sum, lane);
    return sum;
  }

 private:
  static void step(std::uint64_t& lane, std::uint64_t word) {
    lane = (lane ^ word) * 0x9e3779b97f4a7c15U;
    lane ^= lane >> 29;
  }

  std::array<std::uint64_t, 4> lanes_{1, 2, 3, 4};
};

std::uint64_t digest_of_array(const Tensor& array) {
  WordSum sum;
  if (!array.defined()) return sum.value();
  sum.add(static_cast<std::uint64_t>(array.scalar_type()));
  sum.add(static_cast<std::uint64_t>(array.requires_grad()));
  for (const auto size : array.sizes()) sum.add(static_cast<std::uint64_t>(size));
  const Tensor dense = array.contiguous();
  sum.add(std::string_view(static_cast<const char*>(dense.data_ptr()), dense.nbytes()));
  return sum.value();
}

}  // namespace

EvaluationDigest digest_of(const Evaluation& evaluation) {
  const auto& truth = evaluation.truth;
  const auto& estimates = evaluation.estimates;
  EvaluationDigest digest;
  const auto add = [&](const std::string& name, const Tensor& array) {
    digest[name] = digest_of_array(array);
  };
  add("truth.rates", truth.rates);
  add("truth.latents", truth.latents);
  add("truth.inputs", truth.inputs);
  add("estimates.rates", estimates.rates);
  add("estimates.latents", estimates.latents);
  add("estimates.inputs", estimates.inputs);
  add("estimates.initial_mean", estimates.initial_mean);
  add("estimates.initial_std", estimates.initial_std);
  add("estimates.controller_mean", estimates.controller_mean);
  add("estimates.controller_std", estimates.controller_std);
  add("spikes", evaluation.spikes);
  add("behaviour.values", evaluation.behaviour.values);
  add("external_input", evaluation.external_input);
  for (const auto& [name, array] : evaluation.trial_arrays) add("trial_arrays." + name, array);
  for (const auto& [name, array] : evaluation.arrays) add("arrays." + name, array);
  return digest;
}

EvaluationDigest digest_of(const AnalysisData& data) {
  auto digest = digest_of(data.evaluation);
  digest["model.inputs"] = digest_of_array(data.model.inputs);
  digest["model.states"] = digest_of_array(data.model.states);
  digest["model.starts"] = digest_of_array(data.model.starts);
  const auto add = [&](const std::string& name, const DrivenSystem& driven) {
    digest[name + ".drive"] = digest_of_array(driven.drive);
    digest[name + ".starts"] = digest_of_array(driven.starts);
  };
  add("truth.recorded", data.truth.recorded);
  add("truth.whole", data.truth.whole);
  add("truth.replayed", data.truth.replayed);
  return digest;
}

void check_unchanged(const EvaluationDigest& before, const EvaluationDigest& now) {
  const auto changed = std::find_if(before.begin(), before.end(), [&](const auto& array) {
    const auto found = now.find(array.first);
    return found == now.end() || found->second != array.second;
  });
  if (changed == before.end()) return;
  throw PluginError(
      fmt::format("changed {}, which it was only given to read; others are given the same "
                  "array: work on a copy, as clone() makes one",
                  changed->first));
}

}  // namespace npd::host
