#include "runs/training_checkpoint.hpp"

#include "base/seal.hpp"
#include "runs/weights_file.hpp"

#include <npd/error.hpp>
#include <npd/hdf5.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace npd::runs {
namespace {

void write_all(hdf5::Writer& writer, const std::string& group, const std::vector<Weight>& weights,
               const std::vector<Tensor>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    writer.write(group + "/" + weights[i].name, values[i]);
  }
}

Tensor bytes_of(const std::string& text) {
  return at::from_blob(const_cast<char*>(text.data()), {static_cast<std::int64_t>(text.size())},
                       at::kByte);
}

std::string text_of(const Tensor& bytes) {
  return {static_cast<const char*>(bytes.data_ptr()), static_cast<std::size_t>(bytes.numel())};
}

std::int64_t whole_number(const hdf5::File& file, const std::string& group,
                          const std::string& name) {
  return static_cast<std::int64_t>(file.number(group, name));
}

// A loss that there is not yet has no attribute.
std::optional<float> loss(const hdf5::File& file, const std::string& name) {
  if (!file.has_attribute("monitor", name)) return std::nullopt;
  return static_cast<float>(file.number("monitor", name));
}

void write_monitor(hdf5::Writer& writer, const training::Monitor::State& monitor) {
  writer.attribute("monitor", "learning_rate", monitor.learning_rate);
  writer.attribute("monitor", "epochs_since_best", monitor.epochs_since_best);
  writer.attribute("monitor", "epochs_without_decay", monitor.epochs_without_decay);
  if (monitor.smoothed) writer.attribute("monitor", "smoothed", double{*monitor.smoothed});
  if (monitor.best) writer.attribute("monitor", "best", double{*monitor.best});
}

training::Monitor::State read_monitor(const hdf5::File& file) {
  return {loss(file, "smoothed"), loss(file, "best"),
          whole_number(file, "monitor", "epochs_since_best"),
          whole_number(file, "monitor", "epochs_without_decay"),
          file.number("monitor", "learning_rate")};
}

}  // namespace

void save_checkpoint(const std::filesystem::path& path, const Module& module,
                     const TrainingCheckpoint& checkpoint) {
  const auto& state = checkpoint.state;
  const auto weights = module.weights();
  hdf5::Writer writer(path, IfExists::replace, seal());
  writer.attribute("", "epochs", state.epochs);
  writer.attribute("", "best_epoch", state.best_epoch);
  writer.attribute("", "config_sha256", checkpoint.config_sha256);
  writer.attribute("", "best_seal", checkpoint.best_seal);
  writer.attribute("", "training_s", checkpoint.training_s);
  writer.write("metrics_csv", bytes_of(checkpoint.metrics));
  write_monitor(writer, state.monitor);
  write_all(writer, "weights", weights, state.weights);
  write_all(writer, "best_weights", weights, state.best_weights);
  for (const auto& [name, moments] : state.optimiser) {
    writer.write("gradient_mean/" + name, moments.mean);
    writer.write("gradient_square/" + name, moments.square);
    writer.attribute("gradient_mean/" + name, "steps", moments.steps);
  }
  writer.commit();
}

TrainingCheckpoint load_checkpoint(const std::filesystem::path& path, const Module& module) {
  base::check_seal(path);
  const auto file = hdf5::File::open(path);
  TrainingCheckpoint checkpoint;
  checkpoint.metrics = text_of(file.read("metrics_csv"));
  checkpoint.config_sha256 = file.text("", "config_sha256");
  checkpoint.best_seal = file.text("", "best_seal");
  checkpoint.training_s = file.number("", "training_s");
  auto& state = checkpoint.state;
  state.epochs = whole_number(file, "", "epochs");
  state.best_epoch = whole_number(file, "", "best_epoch");
  state.monitor = read_monitor(file);
  for (const auto& weight : module.weights()) {
    state.weights.push_back(read_weight(file, "weights", weight));
    state.best_weights.push_back(read_weight(file, "best_weights", weight));
    const std::string mean = "gradient_mean/" + weight.name;
    if (!file.has(mean)) continue;
    state.optimiser[weight.name] = {read_weight(file, "gradient_mean", weight),
                                    read_weight(file, "gradient_square", weight),
                                    whole_number(file, mean, "steps")};
  }
  return checkpoint;
}

}  // namespace npd::runs
