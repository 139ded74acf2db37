#include "data/lfads_file.hpp"

#include "data/trial_table.hpp"

#include <npd/hdf5.hpp>
#include <npd/ops.hpp>

#include <limits>
#include <map>

namespace npd::data {
namespace {

Tensor compact_counts(const Tensor& counts) {
  if (counts.numel() == 0) return counts.to(at::kByte);
  // Gaps and real numbers keep their type.
  if (!at::equal(at::floor(counts), counts) || counts.min().item<double>() < 0) return counts;
  const auto highest = counts.max().item<double>();
  if (highest <= std::numeric_limits<std::uint8_t>::max()) return counts.to(at::kByte);
  const bool fits = highest <= std::numeric_limits<std::int32_t>::max();
  return counts.to(fits ? at::kInt : at::kLong);
}

/// All arrays with a trial axis by name. What has a field of its own in Trials comes from there,
/// since `insert` does not replace.
std::map<std::string, Tensor> trial_rows(const Trials& trials) {
  const Tensor& target =
      trials.reconstructed_spikes.defined() ? trials.reconstructed_spikes : trials.spikes;
  std::map<std::string, Tensor> rows = {{"encod_data", compact_counts(trials.spikes)},
                                        {"recon_data", compact_counts(target)}};
  const auto add = [&](const char* name, const Tensor& array) {
    if (array.defined()) rows.emplace(name, array);
  };
  add("truth", trials.truth.rates);
  add("latents", trials.truth.latents);
  add("ext_input", trials.external_input);
  rows.insert(trials.trial_arrays.begin(), trials.trial_arrays.end());

  if (const auto input = rows.find("eff_pfc_inputs"); input != rows.end()) {
    add("ext_input", input->second);
  }
  if (const Tensor& inputs = trials.truth.inputs; inputs.defined()) {
    const auto usual = rows.find("eff_pfc_inputs");
    const bool stored = usual != rows.end() && rows.count("inputs") == 0 &&
                        usual->second.scalar_type() == inputs.scalar_type() &&
                        at::equal(usual->second, inputs);
    if (!stored) rows["inputs"] = inputs;
  }
  return rows;
}

std::vector<std::pair<std::string, const std::vector<std::int64_t>*>> parts_of(const Split& split) {
  std::vector<std::pair<std::string, const std::vector<std::int64_t>*>> parts = {
      {"train_", &split.train}, {"valid_", &split.valid}};
  if (!split.test.empty()) parts.emplace_back("test_", &split.test);
  return parts;
}

}  // namespace

std::vector<NamedArray> cut_into_parts(const Split& split, const std::string& name,
                                       const Tensor& rows) {
  std::vector<NamedArray> out;
  for (const auto& [prefix, indices] : parts_of(split)) {
    out.push_back({prefix + name, rows.index_select(0, at::tensor(*indices, at::kLong))});
  }
  return out;
}

std::vector<NamedArray> lfads_arrays(const Trials& trials) {
  std::map<std::string, Tensor> arrays;
  for (const auto& [name, rows] : trial_rows(trials)) {
    for (auto& part : cut_into_parts(trials.split, name, rows)) arrays[part.key] = part.array;
  }
  for (const auto& [prefix, indices] : parts_of(trials.split)) {
    arrays[prefix + "inds"] = at::tensor(*indices, at::kLong);
  }
  // Readers divide truth by this factor; ours is the rate per bin already.
  if (trials.truth.rates.defined()) arrays["conversion_factor"] = at::ones({}, at::kDouble);
  arrays.insert(trials.arrays.begin(), trials.arrays.end());

  std::vector<NamedArray> out;
  for (auto& [key, array] : arrays) out.push_back({key, array});
  return out;
}

void write_arrays(const std::vector<NamedArray>& arrays, const std::filesystem::path& path,
                  IfExists if_exists) {
  hdf5::Writer writer(path, if_exists);
  for (const auto& [key, array] : arrays) writer.write(key, array, {.gzip = 4});
  writer.commit();
}

std::filesystem::path trial_table_of(std::filesystem::path data) {
  return data.replace_filename(data.stem().string() + "_trial_info.csv");
}

void write_lfads_hdf5(const Trials& trials, const std::filesystem::path& path, IfExists if_exists) {
  write_arrays(lfads_arrays(trials), path, if_exists);
  if (trials.trial_info.empty()) return;
  write_trial_table(trials.trial_info, trial_table_of(path), if_exists);
}

}  // namespace npd::data
