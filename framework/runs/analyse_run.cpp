#include "runs/analyse_run.hpp"

#include "analysis/analysis_data.hpp"
#include "base/folder_lock.hpp"
#include "base/interrupt.hpp"
#include "base/stopwatch.hpp"
#include "base/times.hpp"
#include "evaluation/evaluation_of.hpp"
#include "results/amend.hpp"
#include "results/finished_run.hpp"
#include "results/new_folder.hpp"
#include "results/output_reader.hpp"
#include "runs/finished_model.hpp"
#include "runs/hearing.hpp"
#include "runs/make_analyses.hpp"
#include "runs/simulate.hpp"

#include <npd/atomic_file.hpp>
#include <npd/error.hpp>
#include <npd/names.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>
#include <system_error>
#include <utility>
#include <vector>

namespace npd::runs {
namespace {

namespace fs = std::filesystem;
using Analyses = std::vector<analysis::NamedAnalysis>;

NamedTables tables_of(const fs::path& file, host::Registry& registry) {
  auto document = config::Document::load(file, {}, registry);
  if (document.root().table("model").present()) {
    return read_experiment(document, file).named.at(Kind::analysis);
  }
  if (document.root().table("dataset").present()) {
    General general;
    document.root().read([&](Params& p) { general.visit(p); });
    document.root().table("dataset").component(Kind::dataset);
  }
  auto tables = read_named(document.root()).at(Kind::analysis);
  document.finish();
  return tables;
}

NamedTables only(NamedTables tables, const std::string& name) {
  std::vector<std::string> names;
  for (const auto& [table, component] : tables) names.push_back(table);
  std::erase_if(tables, [&](const auto& table) { return table.first != name; });
  if (!tables.empty()) return tables;
  throw ConfigError(fmt::format("--only {}: there is no such analysis; there are: {}{}", name,
                                fmt::join(names, ", "), did_you_mean(name, names)));
}

Analyses analyses_of(const fs::path& file, const AnalyseOptions& options,
                     host::Registry& registry) {
  auto tables = tables_of(file, registry);
  if (tables.empty()) {
    throw ConfigError(fmt::format(
        "{}: analyses: names no analysis; add a table [analyses.NAME] or give --config FILE",
        file.string()));
  }
  if (options.only) tables = only(std::move(tables), *options.only);
  Mistakes mistakes;
  auto analyses = make_analyses(tables, {}, mistakes);
  mistakes.throw_if_any();
  return analyses;
}

void check_any(std::size_t done, const fs::path& target, const std::set<std::string>& reasons) {
  if (done > 0) return;
  throw DataError(fmt::format("{}: none of the analyses can be done: {}", target.string(),
                              fmt::join(reasons, ", ")));
}

/// Does all of them. \param after  is given what became of each
template <class After>
AnalyseResult do_all(const Analyses& analyses, const AnalysisData& data, const fs::path& target,
                     const fs::path& folder, Log& log, const After& after) {
  AnalyseResult result{{}, folder, 0};
  std::set<std::string> reasons;
  std::size_t done = 0;
  try {
    for (const auto& named : analyses) {
      if (base::InterruptGuard::signal() != 0) throw Interrupted();
      auto outcome = analyse_and_tell(named, data, folder, log);
      after(outcome);
      if (outcome.obstacle) reasons.insert(*outcome.obstacle);
      if (!outcome.obstacle) ++done;
      results::add(result.scores, std::move(outcome.scores));
    }
  } catch (const Interrupted&) {
    result.signal = base::InterruptGuard::signal();
    return result;
  }
  check_any(done, target, reasons);
  return result;
}

AnalyseResult analyse_run(const fs::path& path, const AnalyseOptions& options,
                          host::Registry& registry, Hearing& hearing) {
  if (options.out) {
    throw ConfigError(
        fmt::format("--out {}: results of a run go into its folder, {}; leave --out away",
                    options.out->string(), path.string()));
  }
  results::read_finished_runs({path});  // or says what is not as it should be
  const results::RunFolder folder(fs::canonical(path));
  const base::FolderLock lock(folder.path());
  const auto analyses = analyses_of(options.config.value_or(folder.config()), options, registry);
  Log log(folder.log(), options.quiet);
  const Hearing::Writing writing(hearing, log);
  const auto data = data_of_run(folder, registry);
  return do_all(analyses, data, path, folder.analyses(), log, [&](const analysis::Outcome& one) {
    results::amend_run(folder, one.scores, one.files);
  });
}

bool is_hdf5(const fs::path& file) {
  const auto end = file.extension();
  return end == ".h5" || end == ".hdf5" || end == ".hdf";
}

AnalysisData data_of(const fs::path& target, host::Registry& registry) {
  if (is_hdf5(target)) return {results::read_recording(target), {}, {}};
  const auto made = simulate(target, {}, registry);
  return analysis::analysis_data(made.trials, evaluation::evaluation_of(made.trials, 0), {},
                                 made.dataset->system());
}

AnalyseResult analyse_data(const fs::path& target, const AnalyseOptions& options,
                           host::Registry& registry, Hearing& hearing) {
  if (is_hdf5(target) && !options.config) {
    throw ConfigError(fmt::format(
        "{}: a data file names no analysis; give --config FILE with tables [analyses.NAME]",
        target.string()));
  }
  const auto analyses = analyses_of(options.config.value_or(target), options, registry);
  const auto data = data_of(target, registry);
  if (options.out) results::make_folder(*options.out);
  const auto folder =
      options.out
          ? *options.out
          : results::new_folder_of_now(fs::absolute(fs::path("analyses") / target.stem().string()));
  Log log(folder / "log.txt", options.quiet);
  const Hearing::Writing writing(hearing, log);
  auto result = do_all(analyses, data, target, folder, log, [](const analysis::Outcome&) {});
  write_text(folder / "scores.csv", results::scores_csv(result.scores));
  return result;
}

}  // namespace

analysis::Outcome analyse_and_tell(const analysis::NamedAnalysis& named, const AnalysisData& data,
                                   const fs::path& folder, Log& log) {
  const base::Stopwatch watch;
  auto outcome = analysis::analyse(named, data, folder);
  log.line(outcome.obstacle ? fmt::format("no analysis {}: {}", named.table, *outcome.obstacle)
                            : fmt::format("analysed    {} in {}", named.table,
                                          base::duration_text(watch.seconds())));
  return outcome;
}

AnalyseResult analyse(const fs::path& target, const AnalyseOptions& options,
                      host::Registry& registry) {
  const base::InterruptGuard guard;
  Hearing hearing(registry, options.quiet);
  std::error_code ignored;
  return fs::is_directory(target, ignored) ? analyse_run(target, options, registry, hearing)
                                           : analyse_data(target, options, registry, hearing);
}

}  // namespace npd::runs
