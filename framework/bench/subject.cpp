#include "bench/subject.hpp"

#include "config/document.hpp"
#include "runs/make_model.hpp"
#include "runs/simulate.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

namespace npd::bench {
namespace {

/// A model, and its data set unless random counts take its place.
struct Description {
  std::string name;
  runs::ModelDescription model;
  std::optional<config::ComponentTable> dataset;
};

/// Of a file that need not be a whole experiment.
Description read_without_data(config::Document& document, const std::filesystem::path& file) {
  const auto root = document.root();
  runs::General general;
  root.read([&](Params& p) { general.visit(p); });
  // What else an experiment has must not be wrong either.
  const auto dataset = root.table("dataset");
  if (dataset.present()) dataset.component(Kind::dataset);
  evaluation::SamplingConfig sampling;
  root.table("sampling").read([&](Params& p) { sampling.visit(p); });
  runs::read_named(root);
  auto model = runs::read_model(root, general);
  document.finish();
  return {general.name.empty() ? file.stem().string() : general.name, std::move(model), {}};
}

Description read_with_data(config::Document& document, const std::filesystem::path& file) {
  const auto experiment = runs::read_experiment(document, file);
  return {experiment.name, experiment, experiment.dataset};
}

/// The sizes that the file gives are for random counts, all of them or none.
bool reads_sizes(const config::Section& root, const Table& table) {
  const auto place = root.table("bench");
  const bool sizes = table.bins && table.neurons;
  if (table.bins.has_value() != table.neurons.has_value()) {
    place.error("",
                "bins and neurons together are the size of random counts; give both, or none "
                "for the experiment's own data");
  } else if (!sizes && table.external_dim > 0) {
    place.error("external_dim", "is of random counts, which need bins and neurons, too");
  } else if (!sizes && !root.table("dataset").present()) {
    place.error("",
                "there is nothing to time: the file has no [dataset]; give bins and neurons of "
                "random counts, or include an experiment");
  }
  return sizes;
}

Trials random_trials(const Table& table, std::int64_t trials, bool real_valued) {
  RandomStream random(0, "benchmark");
  Trials data;
  data.spikes = at::empty({trials, *table.bins, *table.neurons});
  std::generate_n(data.spikes.data_ptr<float>(), data.spikes.numel(),
                  [&] { return static_cast<float>(random.poisson(table.mean_count)); });
  if (table.external_dim > 0) {
    data.external_input = at::ones({trials, *table.bins, table.external_dim});
  }
  data.truth.rates = at::full(data.spikes.sizes(), table.mean_count) + 0.01 * data.spikes;
  data.real_valued = real_valued;
  data.split.train.resize(static_cast<std::size_t>(trials));
  std::iota(data.split.train.begin(), data.split.train.end(), 0);
  return data;
}

/// The first training trials.
std::vector<std::int64_t> first_trials(const data::Recording& recording, std::int64_t count) {
  const auto& train = recording.split().train;
  const auto there = static_cast<std::int64_t>(train.size());
  if (count > there) {
    throw ConfigError(fmt::format(
        "bench: a step of {0} trials needs more than the {1} training trials of the data set; give "
        "bench.batch={1} or less",
        count, there));
  }
  return {train.begin(), train.begin() + count};
}

}  // namespace

void Table::visit(Params& p) {
  p("batch", batch, "Trials of a step; not set: training.batch_size", at_least(1));
  p("bins", bins, "Of random counts that take the place of the data set", at_least(1));
  p("neurons", neurons, "Of random counts", at_least(1));
  p("external_dim", external_dim, "Given inputs beside random counts", at_least(0));
  p("mean_count", mean_count, "Of random counts, in each bin", above(0.0));
  p("generator_passes", generator_passes,
    "How often a bin uses each weight of the generator, to count operations", at_least(1));
  p("readout_passes", readout_passes,
    "How often a bin uses each weight of the readout, to count operations", at_least(1));
}

Subject read_subject(const std::filesystem::path& file, const std::vector<std::string>& overrides,
                     config::ComponentSource& plugins) {
  auto document = config::Document::load(file, overrides, plugins);
  const auto root = document.root();
  Table table;
  root.table("bench").read([&](Params& p) { table.visit(p); });
  const bool random = reads_sizes(root, table);
  const bool own_data = !random && root.table("dataset").present();
  auto read = own_data ? read_with_data(document, file) : read_without_data(document, file);
  const auto batch = table.batch.value_or(read.model.training.batch_size);
  const auto trials = read.dataset
                          ? runs::make_trials(*read.dataset, read.model.seed).trials
                          : random_trials(table, batch, read.model.model.output == "gaussian");
  auto recording = runs::make_recording(read.model, trials);
  auto indices = first_trials(recording, batch);
  return {std::move(read.name), std::move(read.model), table, std::move(recording),
          std::move(indices)};
}

}  // namespace npd::bench
