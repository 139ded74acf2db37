#include "app/commands/commands.hpp"
#include "app/commands/options.hpp"
#include "app/exit_codes.hpp"
#include "app/threads.hpp"
#include "results/headlines.hpp"
#include "results/run_folder.hpp"
#include "runs/run_experiment.hpp"

#include <npd/atomic_file.hpp>

#include <nlohmann/json.hpp>

#include <iostream>
#include <optional>

namespace npd::app {
namespace {

std::string json(const npd::runs::RunResult& result) {
  auto json = nlohmann::ordered_json::parse(results::scores_json(result.scores));
  json["folder"] = result.folder.string();
  return json.dump(2) + '\n';
}

/// A run is good without its report: what fails here is told, no more.
void write_report(const Command& command, const std::filesystem::path& run) {
  const auto file = results::RunFolder(run).report();
  try {
    write_text(file, page_of(command, {run}, file), IfExists::replace);
    if (!command.has("json")) std::cout << "report in " << file.string() << '\n';
  } catch (const std::exception& error) {
    std::cerr << "npd: warning: no report: " << error.what() << "; try: npd report " << run.string()
              << '\n';
  }
}

int tell(const Command& command, const npd::runs::RunResult& result) {
  if (result.signal != 0) return exit_of_signal(result.signal);
  if (!result.text.empty()) {
    std::cout << result.text;
  } else if (command.has("json")) {
    std::cout << json(result);
  } else {
    std::cout << results::score_table(result.scores, command.has("all"),
                                      "in scores.csv, or give --all", line_width())
              << "\nresults in " << result.folder.string() << '\n';
  }
  if (result.report) write_report(command, result.folder);
  return exit_ok;
}

std::optional<std::filesystem::path> optional_path(const Command& command, const char* option) {
  return command.has(option) ? std::optional(path_option(command, option)) : std::nullopt;
}

std::optional<std::int64_t> until(const Command& command) {
  return command.has("until") ? std::optional(number_option(command, "until", 0)) : std::nullopt;
}

}  // namespace

int run(const Command& command) {
  auto registry = load_plugins(command);
  auto overrides = command.overrides;
  if (command.has("threads")) overrides.push_back("threads=" + command.options.at("threads"));
  const results::Invocation invocation{command.arguments.front(), overrides, command.words};
  return tell(command, npd::runs::run_experiment(invocation, registry,
                                                 {.blas = blas_name(),
                                                  .out = optional_path(command, "out"),
                                                  .from = optional_path(command, "from"),
                                                  .until = until(command),
                                                  .quiet = command.has("quiet")}));
}

int resume(const Command& command) {
  auto registry = load_plugins(command);
  return tell(command, npd::runs::resume_run(command.arguments.front(), registry,
                                             {.blas = blas_name(),
                                              .threads = number_option(command, "threads", 0),
                                              .until = until(command),
                                              .anyway = command.has("anyway"),
                                              .quiet = command.has("quiet")}));
}

}  // namespace npd::app
