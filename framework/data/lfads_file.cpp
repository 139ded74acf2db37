#include "data/lfads_file.hpp"

#include "base/git_version.hpp"
#include "data/trial_table.hpp"

#include <npd/version.hpp>

#include <cstdint>

namespace npd::data {
namespace {

// Counts up when a key gets another meaning.
constexpr std::int64_t schema = 1;

}  // namespace

std::map<std::string, hdf5::Attribute> file_attributes(const Trials& trials) {
  auto attributes = lfads_layout::attributes_of(trials);
  attributes["schema"] = schema;
  const std::string git = base::git_version();
  attributes["software"] = "npd " + sdk_version() + (git.empty() ? "" : ", git " + git);
  return attributes;
}

std::filesystem::path trial_table_of(std::filesystem::path data) {
  return data.replace_filename(data.stem().string() + "_trial_info.csv");
}

void write_lfads_hdf5(const Trials& trials, const std::filesystem::path& path, IfExists if_exists) {
  lfads_layout::write(lfads_layout::entries_of(trials), file_attributes(trials), path, if_exists);
  if (trials.trial_info.empty()) return;
  write_trial_table(trials.trial_info, trial_table_of(path), if_exists);
}

}  // namespace npd::data
