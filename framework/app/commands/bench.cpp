#include "app/commands/commands.hpp"
#include "app/commands/options.hpp"
#include "app/exit_codes.hpp"
#include "base/text_table.hpp"
#include "bench/benchmark.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iostream>

namespace npd::app {
namespace {

using npd::bench::BenchmarkPhase;
using npd::bench::BenchmarkResult;

std::vector<npd::bench::BenchmarkModel> chosen_models(const Command& command) {
  const auto found = command.options.find("model");
  const auto& all = npd::bench::benchmark_models();
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
std::string percent(double share) { return fmt::format("{:.0f} %", 100 * share); }

std::string cell(const bench::BenchmarkPhase& phase) {
  return ms(phase.ms) + ", " + percent(phase.rate.peak_share);
}

const std::vector<std::string> columns{"model",  "engine",  "threads", "median ms", "least ms",
                                       "CPU ms", "encoder", "decoder", "readout",   "optimiser",
                                       "rest",   "GFLOP/s", "of peak", "sampling"};

std::vector<std::string> row(const bench::BenchmarkResult& r) {
  std::vector<std::string> cells{r.model,         r.engine,       std::to_string(r.threads),
                                 ms(r.median_ms), ms(r.least_ms), ms(r.cpu_ms)};
  if (const auto& p = r.phases) {
    cells.insert(cells.end(), {cell(p->encoder), cell(p->decoder), cell(p->readout),
                               ms(p->optimiser_ms), ms(p->rest_ms)});
  } else {
    cells.resize(cells.size() + 5);
  }
  cells.insert(cells.end(), {ms(r.rate.gflop_per_s), percent(r.rate.peak_share),
                             r.samples > 0 ? ms(r.sampling_ms) : ""});
  return cells;
}

std::string json(const char* name, const bench::BenchmarkPhase& phase) {
  return fmt::format(
      R"(, "{0}_ms": {1:.2f}, "{0}_gflop_per_s": {2:.2f}, "{0}_peak_share": {3:.3f})", name,
      phase.ms, phase.rate.gflop_per_s, phase.rate.peak_share);
}

std::string json(const bench::BenchmarkResult& r) {
  std::string text = fmt::format(
      R"({{"model": "{}", "engine": "{}", "threads": {}, "median_ms": {:.2f}, "least_ms": {:.2f}, "cpu_ms": {:.2f})",
      r.model, r.engine, r.threads, r.median_ms, r.least_ms, r.cpu_ms);
  if (const auto& p = r.phases) {
    text += json("encoder", p->encoder) + json("decoder", p->decoder) + json("readout", p->readout);
    text +=
        fmt::format(R"(, "optimiser_ms": {:.2f}, "rest_ms": {:.2f})", p->optimiser_ms, p->rest_ms);
  }
  if (r.samples > 0) {
    text += fmt::format(R"(, "samples": {}, "sampling_ms": {:.2f}, "sampling_cpu_ms": {:.2f})",
                        r.samples, r.sampling_ms, r.sampling_cpu_ms);
  }
  return text + fmt::format(R"(, "gflop": {:.2f}, "gflop_per_s": {:.2f}, "peak_share": {:.3f}}})",
                            r.gflop, r.rate.gflop_per_s, r.rate.peak_share);
}

npd::bench::BenchmarkOptions options_of(const Command& command) {
  npd::bench::BenchmarkOptions options;
  const auto at_least_1 = [&](const std::string& option, std::int64_t& value) {
    value = std::max<std::int64_t>(1, number_option(command, option, value));
  };
  at_least_1("steps", options.steps);
  at_least_1("panel-trials", options.panel_trials);
  at_least_1("batch", options.batch);
  at_least_1("bins", options.bins);
  at_least_1("neurons", options.neurons);
  options.threads = number_option(command, "threads", options.threads);
  options.samples = number_option(command, "samples", options.samples);
  if (const auto engine = command.options.find("engine"); engine != command.options.end()) {
    options.engines = {engine->second};
  }
  return options;
}

}  // namespace

int bench(const Command& command) {
  auto registry = load_plugins(command);
  const auto options = options_of(command);
  base::TextTable table;
  table.add_row(columns);
  std::string lines;
  for (const auto& model : chosen_models(command)) {
    for (const auto& result : npd::bench::measure(model, registry, options)) {
      table.add_row(row(result));
      lines += json(result) + '\n';
    }
  }
  if (command.has("json")) {
    std::cout << lines;
  } else {
    std::cout << table.text(line_width()) << '\n';
  }
  return exit_ok;
}

}  // namespace npd::app
