#include "runs/foresight.hpp"

#include <npd/atomic_file.hpp>
#include <npd/error.hpp>

#include <fmt/format.h>

#include <sys/statvfs.h>

#include <cerrno>

namespace npd::runs {
namespace {

namespace fs = std::filesystem;

// Weights, those of the best epoch and two moments, three times: the newest checkpoint, the one
// before and the one under construction.
constexpr std::uintmax_t copies_of_weights = 12;

/// Numbers for each trial and bin in the output file.
std::int64_t outputs_per_bin(const Preparation& prepared, const Experiment& experiment) {
  const auto& model = experiment.model;
  std::int64_t outputs = prepared.data->sizes().neurons + experiment.state_dim +
                         model::factor_dim(model, experiment.state_dim);
  if (model.co_dim > 0) outputs += 3 * model.co_dim + model.con_dim;
  return outputs;
}

/// The nearest folder above that is there.
fs::path existing(fs::path folder) {
  std::error_code ignored;
  while (!fs::exists(folder, ignored) && folder.has_relative_path()) folder = folder.parent_path();
  return folder;
}

}  // namespace

std::uintmax_t expected_bytes(const Preparation& prepared, const Experiment& experiment) {
  std::uintmax_t weights = 0;
  for (const auto& weight : prepared.model.model->weights()) weights += weight.value.nbytes();
  const auto& spikes = prepared.trials.spikes;
  const auto outputs = static_cast<std::uintmax_t>(spikes.size(0) * spikes.size(1) *
                                                   outputs_per_bin(prepared, experiment)) *
                       sizeof(float);
  return copies_of_weights * weights + outputs * 3 / 4;  // noise compresses to about that
}

void check_room(const fs::path& folder, std::uintmax_t bytes) {
  const fs::path place = existing(fs::absolute(folder));
  struct statvfs disk {};
  if (::statvfs(place.c_str(), &disk) != 0) return;
  if (static_cast<std::uintmax_t>(disk.f_bavail) * disk.f_frsize >= bytes) return;
  throw OutputError(fmt::format(
      "{}: the run would not fit on this disk: {}; make room, or choose another place with --out",
      fs::absolute(folder).string(), write_failure_text(place / "run", ENOSPC, bytes)));
}

}  // namespace npd::runs
