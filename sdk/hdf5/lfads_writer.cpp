#include <npd/lfads_layout.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <utility>

namespace npd::lfads_layout {
namespace {

/// What an array is, for whoever opens the file.
struct Meaning {
  const char* name;
  const char* unit;
  const char* doc;
};
constexpr Meaning meanings[] = {
    {"encod_data", "1/bin", "spikes that the model sees (trial, time, neuron)"},
    {"recon_data", "1/bin", "spikes that the model explains (trial, time, neuron)"},
    {"truth", "1/bin", "true rates times conversion_factor (trial, time, neuron)"},
    {"latents", "", "true latents (trial, time, latent)"},
    {"inputs", "", "true inputs (trial, time, input)"},
    {"ext_input", "", "what the model may be told (trial, time, dim)"},
    {"behavior", "", "what was measured (trial, time, dim); NaN: not measured"},
    {"condition", "", "number of the trial's condition among condition_names (trial); -1: none"},
    {"inds", "", "number of the trial in the recording (trial)"},
    {"conversion_factor", "", "true rates are stored times this"},
};

Meaning meaning_of(std::string_view name) {
  const auto* found = std::find_if(std::begin(meanings), std::end(meanings),
                                   [&](const Meaning& meaning) { return name == meaning.name; });
  return found == std::end(meanings) ? Meaning{"", "", ""} : *found;
}

Tensor compact(const Tensor& spikes) {
  if (spikes.numel() == 0) return spikes.to(at::kByte);
  // Gaps and real numbers keep their type.
  if (!at::equal(at::floor(spikes), spikes) || spikes.min().item<double>() < 0) return spikes;
  const auto highest = spikes.max().item<double>();
  if (highest <= std::numeric_limits<std::uint8_t>::max()) return spikes.to(at::kByte);
  const bool fits = highest <= std::numeric_limits<std::int32_t>::max();
  return spikes.to(fits ? at::kInt : at::kLong);
}

/// All arrays with a trial axis by name. What has a field of its own in Trials comes from there,
/// since `insert` does not replace.
std::map<std::string, Tensor> trial_rows(const Trials& trials) {
  std::map<std::string, Tensor> rows = {{"encod_data", compact(trials.spikes)},
                                        {"recon_data", compact(target_of(trials))}};
  const auto add = [&](const char* name, const Tensor& array) {
    if (array.defined()) rows.emplace(name, array);
  };
  add("truth", trials.truth.rates);
  add("latents", trials.truth.latents);
  add("ext_input", trials.external_input);
  add("behavior", trials.behaviour.values);
  if (!trials.conditions.empty()) add("condition", at::tensor(trials.conditions.labels, at::kLong));
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

/// What the trials at these places are called in the recording.
Tensor numbers_of(const Trials& trials, const std::vector<std::int64_t>& places) {
  const Tensor rows = at::tensor(places, at::kLong);
  return trials.numbers.empty() ? rows
                                : at::tensor(trials.numbers, at::kLong).index_select(0, rows);
}

void add_columns(const std::string& group, const std::vector<Column>& columns, const char* of,
                 std::map<std::string, Entry>& entries) {
  for (const auto& column : columns) {
    Entry entry{group + "/" + column.name, {}, {}, fmt::format("a fact about each {}", of)};
    if (const auto* numbers = column.numbers()) {
      entry.values = at::tensor(*numbers, at::kDouble);
    } else {
      entry.values = *column.texts();
    }
    entries[entry.key] = std::move(entry);
  }
}

void add_names(const std::string& key, const std::vector<std::string>& names, const char* doc,
               std::map<std::string, Entry>& entries) {
  if (!names.empty()) entries[key] = {key, names, {}, doc};
}

}  // namespace

std::vector<Entry> cut_into_parts(const Split& split, const std::string& name, const Tensor& rows,
                                  const std::string& unit, const std::string& doc) {
  std::vector<Entry> out;
  for (const auto& [prefix, indices] : parts_of(split)) {
    out.push_back(
        {prefix + name, rows.index_select(0, at::tensor(*indices, at::kLong)), unit, doc});
  }
  return out;
}

std::vector<Entry> entries_of(const Trials& trials) {
  std::map<std::string, Entry> entries;
  for (const auto& [name, rows] : trial_rows(trials)) {
    const auto meaning = meaning_of(name);
    for (auto& part : cut_into_parts(trials.split, name, rows, meaning.unit, meaning.doc)) {
      entries[part.key] = std::move(part);
    }
  }
  for (const auto& [prefix, indices] : parts_of(trials.split)) {
    const auto key = prefix + "inds";
    entries[key] = {key, numbers_of(trials, *indices), {}, meaning_of("inds").doc};
  }
  // Readers divide truth by this factor; ours is the rate per bin already.
  if (trials.truth.rates.defined()) {
    entries["conversion_factor"] = {
        "conversion_factor", at::ones({}, at::kDouble), {}, meaning_of("conversion_factor").doc};
  }
  add_columns("trial_info", trials.trial_info, "trial, in the data set's order", entries);
  add_columns("neuron_info", trials.neuron_info, "neuron of recon_data", entries);
  add_names("condition_names", trials.conditions.names, "names of conditions", entries);
  add_names("behavior_names", trials.behaviour.names, "names of the columns of behavior", entries);
  add_names("behavior_units", trials.behaviour.units, "units of the columns of behavior", entries);
  for (const auto& [key, array] : trials.arrays) entries.try_emplace(key, Entry{key, array});

  std::vector<Entry> out;
  for (auto& [key, entry] : entries) out.push_back(std::move(entry));
  return out;
}

std::map<std::string, hdf5::Attribute> attributes_of(const Trials& trials) {
  return {{"bin_s", trials.bin_s},
          {"given_ext_input", std::int64_t{trials.external_input.defined()}}};
}

void write(const std::vector<Entry>& entries,
           const std::map<std::string, hdf5::Attribute>& attributes,
           const std::filesystem::path& path, IfExists if_exists) {
  hdf5::Writer writer(path, if_exists);
  for (const auto& [name, value] : attributes) writer.attribute("", name, value);
  for (const auto& entry : entries) {
    if (const auto* array = std::get_if<Tensor>(&entry.values)) {
      writer.write(entry.key, *array, {.gzip = 4});
    } else {
      writer.write_texts(entry.key, std::get<std::vector<std::string>>(entry.values));
    }
    if (!entry.unit.empty()) writer.attribute(entry.key, "unit", entry.unit);
    if (!entry.doc.empty()) writer.attribute(entry.key, "doc", entry.doc);
  }
  writer.commit();
}

}  // namespace npd::lfads_layout
