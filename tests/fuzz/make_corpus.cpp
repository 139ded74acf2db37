/// \file make_corpus.cpp
/// Writes the binary files that the fuzzers begin with: make_corpus FOLDER. They are committed; run
/// it again when a format changes.
#include "fuzz/checkpoint_model.hpp"
#include "runs/training_checkpoint.hpp"

#include <npd/hdf5.hpp>
#include <npd/ops.hpp>

#include <filesystem>

namespace {

using namespace npd;
namespace fs = std::filesystem;

void write_data(const fs::path& path, at::ScalarType type, int gzip) {
  hdf5::Writer writer(path);
  for (const std::string part : {"train_", "valid_"}) {
    const Tensor counts = at::arange(12).remainder(3).reshape({2, 3, 2});
    writer.write(part + "encod_data", counts.to(type), {gzip});
    writer.write(part + "recon_data", counts.to(type), {gzip});
    writer.write(part + "truth", counts.to(at::kFloat));
  }
  writer.write("train_inds", at::tensor({0, 2}, at::kLong));
  writer.write("valid_inds", at::tensor({1, 3}, at::kLong));
  writer.write("conversion_factor", at::ones({1}, at::kDouble));
  writer.write_texts("neuron_info/area", {"PFC", "PPC"});
  writer.write("trial_info/coherence", at::arange(4, at::kDouble));
  writer.attribute("", "bin_s", 0.01);
  writer.attribute("train_encod_data", "doc", std::string("counts (trial, time, neuron)"));
  writer.commit();
}

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
  write_data(folder / "hdf5/bytes.h5", at::kByte, 0);
  write_data(folder / "hdf5/compressed.h5", at::kFloat, 4);
  write_checkpoint(folder / "checkpoint/small.h5");
}
