#include "study/study_file.hpp"

#include "config/document.hpp"

#include <npd/atomic_file.hpp>
#include <npd/error.hpp>

#include <algorithm>

namespace npd::study {

namespace fs = std::filesystem;

void write_study(const StudyFolder& folder, const Study& study) {
  for (const auto& path : {folder.trials(), folder.logs(), folder.failures()}) {
    fs::create_directories(path);
  }
  if (study.settings.is_population()) {
    fs::create_directories(folder.decisions());
    for (std::size_t worker = 0; worker < study.draws.rows.size(); ++worker) {
      fs::create_directories(folder.trial(worker));
    }
  }
  write_text(folder.draws(), draws_csv(study.draws));
  write_text(folder.experiment(), study.experiment);
  write_text(folder.study(), study.text);
}

void extend_study(const StudyFolder& folder, const Draws& before, const Study& study) {
  const auto& rows = study.draws.rows;
  const bool same = study.draws.keys == before.keys && rows.size() >= before.rows.size() &&
                    std::equal(before.rows.begin(), before.rows.end(), rows.begin());
  if (!same) {
    throw DataError(folder.draws().string() +
                    ": is not what this study draws today: it, the list or study.toml was edited, "
                    "or another machine made it; begin a new study");
  }
  write_text(folder.draws(), draws_csv(study.draws));
  write_text(folder.study(), study.text);
}

StudyState read_study_file(const StudyFolder& folder) {
  auto document = config::Document::load(folder.study()).keeping([](const auto& key) {
    return key == "study" || key == "seed";
  });
  StudyState state;
  state.settings = read_settings(document.root());
  document.root().read([&](npd::Params& p) { p("seed", state.training_seed, "Of the trainings"); });
  document.finish();
  state.draws = read_draws(folder.draws());
  return state;
}

}  // namespace npd::study
