#include "runs/checkpoints.hpp"

#include "base/seal.hpp"
#include "runs/weights_file.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <filesystem>
#include <utility>

namespace npd::runs {
namespace {

namespace fs = std::filesystem;

/// Empty if the file is damaged or not there.
std::string seal_or_nothing(const fs::path& file) {
  try {
    return base::check_seal(file);
  } catch (const DataError&) {
    return {};
  }
}

}  // namespace

Newest load_newest(const results::RunFolder& folder, const Module& module) {
  const auto previous = folder.previous_checkpoint();
  try {
    return {load_checkpoint(folder.last_checkpoint(), module), {}};
  } catch (const DataError& damage) {
    if (!fs::exists(previous)) throw;
    return {load_checkpoint(previous, module),
            fmt::format("{}; going on from the one before, {}", damage.what(), previous.string())};
  }
}

bool Checkpoints::exist() const {
  return fs::exists(folder_.last_checkpoint()) || fs::exists(folder_.previous_checkpoint());
}

void Checkpoints::save(TrainingCheckpoint checkpoint, bool is_best) {
  fs::create_directory(folder_.checkpoints());
  const auto& state = checkpoint.state;
  // At once: whatever ends the run, its best weights are kept.
  if (is_best) {
    best_seal_ =
        save_weights(folder_.best_weights(), module_, state.best_weights, state.best_epoch);
  }
  checkpoint.best_seal = best_seal_;
  // The one before keeps its bytes, so that there is always one that was on the disk before.
  std::error_code there_is_none;
  fs::rename(folder_.last_checkpoint(), folder_.previous_checkpoint(), there_is_none);
  save_checkpoint(folder_.last_checkpoint(), module_, checkpoint);
}

TrainingCheckpoint Checkpoints::load(const std::function<void(const std::string&)>& tell) {
  auto [checkpoint, damage] = load_newest(folder_, module_);
  if (!damage.empty()) {
    tell(damage);
    fs::rename(folder_.previous_checkpoint(), folder_.last_checkpoint());
  }
  best_seal_ = checkpoint.best_seal;
  mend_best(checkpoint, tell);
  return std::move(checkpoint);
}

void Checkpoints::mend_best(const TrainingCheckpoint& checkpoint,
                            const std::function<void(const std::string&)>& tell) {
  const auto best = folder_.best_weights();
  if (best_seal_.empty() || seal_or_nothing(best) == best_seal_) return;
  best_seal_ =
      save_weights(best, module_, checkpoint.state.best_weights, checkpoint.state.best_epoch);
  tell(
      fmt::format("{}: did not hold the best weights up to here; written again from the checkpoint",
                  best.string()));
}

void Checkpoints::remove_all_but_best() const {
  fs::remove(folder_.last_checkpoint());
  fs::remove(folder_.previous_checkpoint());
}

}  // namespace npd::runs
