#include <npd/hdf5_layouts.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <string_view>
#include <vector>

namespace npd::hdf5 {
namespace {

/// A layout that is known by a key, at the top of the file or in a group.
struct Known {
  const char* key;
  const char* id;
  const char* name;
  const char* advice;
};
constexpr std::array known{
    Known{"train_data", "autolfads", "autolfads, or LFADS of TensorFlow (train_data)",
          "call train_data and valid_data train_encod_data and valid_encod_data, and train_truth, "
          "train_inds, ... stay as they are"},
    Known{"train_spikes_heldin", "nlb", "NLB, as nlb_tools writes it (train_spikes_heldin)",
          "call train_spikes_heldin train_encod_data, put train_spikes_heldout behind it along "
          "neurons as train_recon_data, and the same of a validation part as valid_..."},
    Known{"eval_spikes_heldin", "nlb", "NLB, as nlb_tools writes it (eval_spikes_heldin)",
          "it holds no training trials; those are in the file with train_spikes_heldin"},
    Known{"train_rates_heldin", "nlb-submission", "a submission to NLB (train_rates_heldin)",
          "it holds rates and no spikes"},
};

/// Whether one of these names is that key, in a group or not. \return the group, or nothing
std::optional<std::string> group_of(const std::vector<ArrayInfo>& arrays, std::string_view key) {
  std::optional<std::string> deeper;
  for (const auto& array : arrays) {
    if (array.key == key) return "";
    const auto at = array.key.rfind('/');
    if (at == std::string::npos || array.key.substr(at + 1) != key) continue;
    if (!deeper) deeper = array.key.substr(0, at);
  }
  return deeper;
}

bool is_nwb(const File& file) {
  return file.has_attribute("", "nwb_version") || file.has("nwb_version") ||
         (file.has_attribute("", "neurodata_type") && file.has("units"));
}

Layout own_layout(const std::vector<ArrayInfo>& arrays, const std::string& group) {
  if (!group.empty()) {
    return {"lfads-torch-in-group", fmt::format("lfads-torch, in the group /{}", group),
            fmt::format("its arrays are expected at the top of the file; move them with: h5copy -i "
                        "OLD -o NEW -s /{0}/NAME -d /NAME, for each NAME in the group",
                        group)};
  }
  if (group_of(arrays, "train_output_params") == "") {
    return {"lfads-torch-output", "lfads-torch, with what a model made of it", ""};
  }
  return {"lfads-torch", "lfads-torch", ""};
}

}  // namespace

Layout layout_of(const File& file) {
  const auto arrays = file.arrays();
  for (const auto* key : {"train_encod_data", "valid_encod_data"}) {
    if (const auto group = group_of(arrays, key)) return own_layout(arrays, *group);
  }
  if (is_nwb(file)) {
    return {"nwb", "NWB (Neurodata Without Borders)",
            "it holds the times of spikes; bin them by trial, as `npd help data` shows"};
  }
  for (const auto& [key, id, name, advice] : known) {
    const auto group = group_of(arrays, key);
    if (!group) continue;
    return {id, group->empty() ? name : fmt::format("{}, in the group /{}", name, *group), advice};
  }
  if (is_from_matlab(file)) {
    return {"matlab-7.3", "variables of MATLAB 7.3",
            "MATLAB reverses the order of axes: write permute(x, [3 2 1]) of an x that is (trial, "
            "time, neuron) with h5create and h5write, under train_encod_data and valid_encod_data"};
  }
  return {"unknown", "none that is known here",
          "see `npd help data` for the arrays that are expected"};
}

bool is_from_matlab(const File& file) {
  std::ifstream stream(file.path(), std::ios::binary);
  std::string first(19, '\0');
  if (stream.read(first.data(), 19) && first == "MATLAB 7.3 MAT-file") return true;
  const auto arrays = file.arrays();
  return std::any_of(arrays.begin(), arrays.end(), [&](const ArrayInfo& array) {
    return file.has_attribute(array.key, "MATLAB_class");
  });
}

}  // namespace npd::hdf5
