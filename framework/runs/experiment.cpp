#include "runs/experiment.hpp"

#include "base/machine.hpp"
#include "host/kind.hpp"
#include "runs/size_limits.hpp"

#include <algorithm>
#include <cctype>

namespace npd::runs {
namespace {

// A name becomes folders: it must stay inside the folder of all runs.
bool is_folder_name(const std::string& name) {
  const std::filesystem::path path(name);
  return path.is_relative() && std::none_of(path.begin(), path.end(), [](const auto& part) {
           return part == ".." || part == ".";
         });
}

/// The table in which components of that kind stand.
config::Section section_of(config::Section section, Kind kind) {
  for (const auto& key : host::hosted_kind(kind).place.table) section = section.table(key);
  return section;
}

template <class Config>
Config read(const config::Section& section) {
  Config config;
  section.read([&](Params& p) { config.visit(p); });
  return config;
}

}  // namespace

void General::visit(Params& p) {
  p("name", name, "Name of the experiment, the folder of its runs; empty: that of the file",
    may_change_while_training);
  p("seed", seed, "Seed of initial weights, shuffles, dropout and posterior samples", at_least(0),
    may_change_while_training);
  p("threads", threads, "Threads to use; 0: one for each core that npd may use",
    within(0, static_cast<double>(most_threads)), may_change_while_training);
  p("report", report, "Ends a run with its figures: report.html in its folder",
    may_change_while_training);
}

void GeneratorSize::visit(Params& p) {
  p("state_dim", state_dim, "Units of the generator", at_least(1), changes_shapes);
}

TablesOfKinds read_named(const config::Section& root) {
  TablesOfKinds all;
  for (const Kind kind : all_kinds) {
    if (!host::hosted_kind(kind).place.named) continue;
    auto& tables = all[kind];
    const auto section = section_of(root, kind);
    for (const auto& name : section.tables()) {
      tables.emplace_back(name, section.table(name).component(kind));
    }
  }
  return all;
}

ModelDescription read_model(const config::Section& root, const General& general) {
  const auto model = root.table("model");
  const auto config = read<model::Config>(model);
  const auto generator_table = section_of(root, Kind::generator);
  const auto size = read<GeneratorSize>(generator_table);
  check_sizes(config, size.state_dim, model, generator_table, base::memory_limit());
  const auto generator = generator_table.component(Kind::generator);
  const auto readout = section_of(root, Kind::readout).component(Kind::readout);
  const auto training = root.table("training");
  return {general.seed, general.threads, size.state_dim, config,  read<training::Config>(training),
          generator,    readout,         model,          training};
}

Experiment read_experiment(config::Document& document, const std::filesystem::path& file) {
  const auto root = document.root();
  document.explain_unknown("study", "makes this a study; start it with: npd study run");
  document.explain_unknown("bench", "makes this a benchmark; start it with: npd bench");
  auto general = read<General>(root);
  if (general.name.empty()) general.name = file.stem().string();
  if (!is_folder_name(general.name)) {
    root.error("name",
               "\"" + general.name +
                   "\" cannot name a folder below runs; use a relative path without \"..\"");
  }
  const auto dataset = section_of(root, Kind::dataset).component(Kind::dataset);
  auto model = read_model(root, general);
  Experiment experiment{std::move(model), std::move(general.name),
                        general.report,   read<evaluation::SamplingConfig>(root.table("sampling")),
                        dataset,          read_named(root)};
  document.finish();
  return experiment;
}

}  // namespace npd::runs
