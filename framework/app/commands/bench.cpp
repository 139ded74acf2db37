#include "app/commands/commands.hpp"
#include "app/exit_codes.hpp"
#include "host/text_table.hpp"
#include "runs/benchmark.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <charconv>
#include <iostream>

namespace npd::app {
namespace {

using npd::run::BenchmarkResult;

std::int64_t number(const Command& command, const std::string& option, std::int64_t otherwise) {
  const auto found = command.options.find(option);
  if (found == command.options.end()) return otherwise;
  std::int64_t value = 0;
  const auto& word = found->second;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size() || value < 0) {
    throw ConfigError("bench: --" + option + ": \"" + word + "\" is not a whole number");
  }
  return value;
}

std::vector<npd::run::BenchmarkModel> chosen_models(const Command& command) {
  const auto found = command.options.find("model");
  const auto& all = npd::run::benchmark_models();
  if (found == command.options.end()) return all;
  std::string names;
  for (const auto& model : all) {
    if (model.name == found->second) return {model};
    names += (names.empty() ? "" : ", ") + model.name;
  }
  throw ConfigError("bench: --model: unknown model \"" + found->second + "\"; must be one of " +
                    names);
}

std::string ms(double x) { return fmt::format("{:.1f}", x); }

std::vector<std::string> row(const BenchmarkResult& r) {
  std::vector<std::string> cells{r.model, r.engine, std::to_string(r.threads), ms(r.median_ms),
                                 ms(r.least_ms)};
  for (const double x :
       {r.phases.encoder, r.phases.decoder, r.phases.readout, r.phases.optimiser, r.phases.rest}) {
    cells.push_back(r.has_phases ? ms(x) : "");
  }
  cells.push_back(fmt::format("{:.1f}", r.gflop_per_s));
  cells.push_back(fmt::format("{:.0f} %", 100 * r.peak_share));
  return cells;
}

std::string json(const BenchmarkResult& r) {
  std::string text = fmt::format(
      R"({{"model": "{}", "engine": "{}", "threads": {}, "median_ms": {:.2f}, "least_ms": {:.2f})",
      r.model, r.engine, r.threads, r.median_ms, r.least_ms);
  if (r.has_phases) {
    text += fmt::format(
        R"(, "encoder_ms": {:.2f}, "decoder_ms": {:.2f}, "readout_ms": {:.2f}, "optimiser_ms": {:.2f}, "rest_ms": {:.2f})",
        r.phases.encoder, r.phases.decoder, r.phases.readout, r.phases.optimiser, r.phases.rest);
  }
  return text + fmt::format(R"(, "gflop": {:.2f}, "gflop_per_s": {:.2f}, "peak_share": {:.3f}}})",
                            r.gflop, r.gflop_per_s, r.peak_share);
}

}  // namespace

int bench(const Command& command) {
  auto registry = load_plugins(command);
  npd::run::BenchmarkOptions options;
  options.threads = number(command, "threads", options.threads);
  options.steps = std::max<std::int64_t>(1, number(command, "steps", options.steps));
  options.panel_trials =
      std::max<std::int64_t>(1, number(command, "panel-trials", options.panel_trials));
  if (const auto engine = command.options.find("engine"); engine != command.options.end()) {
    options.engines = {engine->second};
  }
  host::TextTable table;
  table.add_row({"model", "engine", "threads", "median ms", "least ms", "encoder", "decoder",
                 "readout", "optimiser", "rest", "GFLOP/s", "of peak"});
  std::string lines;
  for (const auto& model : chosen_models(command)) {
    for (const auto& result : npd::run::measure(model, registry, options)) {
      table.add_row(row(result));
      lines += json(result) + '\n';
    }
  }
  std::cout << table.text() << "\n\n" << lines;
  return exit_ok;
}

}  // namespace npd::app
