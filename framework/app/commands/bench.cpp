#include "app/commands/commands.hpp"
#include "app/commands/options.hpp"
#include "app/exit_codes.hpp"
#include "base/text_table.hpp"
#include "base/wrap.hpp"
#include "bench/benchmark.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <system_error>

namespace npd::app {
namespace {

namespace fs = std::filesystem;
using OrderedJson = nlohmann::ordered_json;
using npd::bench::BenchmarkPhase;
using npd::bench::BenchmarkResult;

/// The file that the user named, or all that come with the program.
std::vector<fs::path> chosen_files(const Command& command, const fs::path& shipped) {
  if (!command.arguments.empty()) return {command.arguments.front()};
  std::vector<fs::path> files;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(shipped / "bench", ignored)) {
    if (entry.path().extension() == ".toml") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  if (files.empty()) {
    throw ConfigError(fmt::format("bench: there are no files in {}; name a FILE to time",
                                  (shipped / "bench").string()));
  }
  return files;
}

std::string ms(double x) { return fmt::format("{:.1f}", x); }
std::string percent(double share) { return fmt::format("{:.0f} %", 100 * share); }

std::string cell(const BenchmarkPhase& phase) {
  return ms(phase.ms) + ", " + percent(phase.rate.peak_share);
}

const std::vector<std::string> columns{"model",  "engine",  "threads", "median ms", "least ms",
                                       "CPU ms", "encoder", "decoder", "readout",   "optimiser",
                                       "rest",   "GFLOP/s", "of peak", "sampling"};

std::vector<std::string> row(const BenchmarkResult& r) {
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

/// What the table has no room for: sizes, and why an engine was not used for all of it.
std::string notes(const std::vector<BenchmarkResult>& results) {
  const auto& first = results.front();
  std::string text = fmt::format("{}: a step of {} trials x {} bins x {} neurons\n", first.model,
                                 first.trials, first.bins, first.neurons);
  for (const auto& r : results) {
    if (r.left_out.empty()) continue;
    text +=
        fmt::format("{}: the engine \"{}\" leaves to autograd {}\n", r.model, r.engine, r.left_out);
  }
  return text;
}

/// To six digits: more are noise.
double rounded(double x) { return std::stod(fmt::format("{:.6g}", x)); }

void add_phase(OrderedJson& json, const std::string& name, const BenchmarkPhase& phase) {
  json[name + "_ms"] = rounded(phase.ms);
  json[name + "_gflop_per_s"] = rounded(phase.rate.gflop_per_s);
  json[name + "_peak_share"] = rounded(phase.rate.peak_share);
}

OrderedJson json(const BenchmarkResult& r) {
  OrderedJson json{{"model", r.model},
                   {"engine", r.engine},
                   {"left_to_autograd", nullptr},
                   {"threads", r.threads},
                   {"trials", r.trials},
                   {"bins", r.bins},
                   {"neurons", r.neurons},
                   {"median_ms", rounded(r.median_ms)},
                   {"least_ms", rounded(r.least_ms)},
                   {"cpu_ms", rounded(r.cpu_ms)}};
  if (!r.left_out.empty()) json["left_to_autograd"] = r.left_out;
  if (const auto& p = r.phases) {
    add_phase(json, "encoder", p->encoder);
    add_phase(json, "decoder", p->decoder);
    add_phase(json, "readout", p->readout);
    json["optimiser_ms"] = rounded(p->optimiser_ms);
    json["rest_ms"] = rounded(p->rest_ms);
  }
  if (r.samples > 0) {
    json["samples"] = r.samples;
    json["sampled_trials"] = r.sampled_trials;
    json["sampling_ms"] = rounded(r.sampling_ms);
    json["sampling_cpu_ms"] = rounded(r.sampling_cpu_ms);
  }
  json["gflop"] = rounded(r.gflop);
  json["gflop_per_s"] = rounded(r.rate.gflop_per_s);
  json["peak_share"] = rounded(r.rate.peak_share);
  return json;
}

npd::bench::BenchmarkOptions options_of(const Command& command) {
  npd::bench::BenchmarkOptions options;
  options.steps = std::max<std::int64_t>(1, number_option(command, "steps", options.steps));
  options.samples = number_option(command, "samples", options.samples);
  if (command.has("engine")) options.engine = command.options.at("engine");
  return options;
}

}  // namespace

int bench(const Command& command) {
  auto registry = load_plugins(command);
  const auto options = options_of(command);
  auto overrides = command.overrides;
  if (command.has("threads")) overrides.push_back("threads=" + command.options.at("threads"));
  base::TextTable table;
  table.add_row(columns);
  std::string lines, below;
  for (const auto& file : chosen_files(command, registry.shipped_configs())) {
    const auto subject = npd::bench::read_subject(file, overrides, registry);
    const auto results = npd::bench::measure(subject, options);
    for (const auto& result : results) {
      table.add_row(row(result));
      lines += json(result).dump() + '\n';
    }
    below += notes(results);
  }
  if (command.has("json")) {
    std::cout << lines;
  } else {
    std::cout << table.text(line_width()) << "\n\n" << base::wrapped(below, line_width(), 2);
  }
  return exit_ok;
}

}  // namespace npd::app
