/// \file make_corpus.cpp
/// Writes the binary files that the fuzzers begin with: make_corpus FOLDER. They are committed; run
/// it again when a format changes.
#include "fuzz/checkpoint_model.hpp"
#include "fuzz/foreign_files.hpp"
#include "runs/training_checkpoint.hpp"

#include <filesystem>

namespace {

using namespace npd;
namespace fs = std::filesystem;

void write_checkpoint(const fs::path& path) {
  const fuzz::SmallModel model;
  runs::TrainingCheckpoint checkpoint;
  for (const auto& weight : model.weights()) {
    checkpoint.state.weights.push_back(weight.value);
    checkpoint.state.best_weights.push_back(weight.value);
    checkpoint.state.optimiser[weight.name] = {weight.value, weight.value, 3};
  }
  checkpoint.state.monitor.best = 1.0F;
  checkpoint.metrics = "epoch,train/loss\n0,1\n";
  checkpoint.config_sha256 = checkpoint.best_seal = std::string(64, 'a');
  runs::save_checkpoint(path, model, checkpoint);
}

}  // namespace

int main(int, char** arguments) {
  const fs::path folder = arguments[1];
  fs::create_directories(folder / "hdf5");
  fs::create_directories(folder / "checkpoint");
  fuzz::write_data_set(folder / "hdf5/bytes.h5", at::kByte, 0);
  fuzz::write_data_set(folder / "hdf5/compressed.h5", at::kFloat, 4);
  fuzz::write_newest(folder / "hdf5/newest.h5");
  write_checkpoint(folder / "checkpoint/small.h5");
}
