#include "runs/simulate.hpp"

#include "runs/experiment.hpp"

#include <npd/contract.hpp>

namespace npd::runs {

MadeTrials make_trials(const config::ComponentTable& dataset, std::int64_t seed) {
  RandomStream random(static_cast<std::uint64_t>(seed), "dataset");
  MadeTrials made{dataset.make<Dataset>(), {}};
  made.trials = made.dataset->make(random);
  contract::check_numbers(made.trials, dataset.where());
  return made;
}

MadeTrials simulate(const std::filesystem::path& file, const std::vector<std::string>& overrides,
                    config::ComponentSource& plugins) {
  auto document = config::Document::load(file, overrides, plugins);
  if (document.root().table("model").present()) {
    const auto experiment = read_experiment(document, file);
    return make_trials(experiment.dataset, experiment.seed);
  }
  General general;
  document.root().read([&](Params& p) { general.visit(p); });
  const auto dataset = document.root().table("dataset").component(Kind::dataset);
  read_named(document.root());
  document.finish();
  return make_trials(dataset, general.seed);
}

}  // namespace npd::runs
