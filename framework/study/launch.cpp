#include "study/launch.hpp"

#include "base/machine.hpp"
#include "results/run_folder.hpp"
#include "study/trial.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace npd::study {
namespace {

namespace fs = std::filesystem;

/// What a log says of why its process ended.
std::string last_error(const fs::path& log) {
  const auto lines = last_lines(log, 40);
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
    if (line->starts_with("npd: error: ")) return line->substr(12);
  }
  return lines.empty() ? "it printed nothing" : lines.back();
}

}  // namespace

std::vector<std::string> command_of(const Launch& launch, const RunOrder& order,
                                    std::int64_t threads) {
  std::vector<std::string> words{launch.program.string()};
  if (fs::exists(results::RunFolder(order.folder).record())) {
    words.insert(words.end(), {"resume", order.folder.string()});
  } else {
    words.insert(words.end(), {"run", order.experiment.string()});
    words.insert(words.end(), order.overrides.begin(), order.overrides.end());
    words.insert(words.end(), {"--out", order.folder.string()});
    if (!order.from.empty()) words.insert(words.end(), {"--from", order.from.string()});
  }
  words.insert(words.end(), {"--threads", std::to_string(threads)});
  if (order.until) words.insert(words.end(), {"--until", std::to_string(*order.until)});
  words.insert(words.end(), launch.options.begin(), launch.options.end());
  return words;
}

PoolLimits limits_of(const Launch& launch, const Settings& settings) {
  const auto asked = launch.jobs > 0 ? launch.jobs : settings.jobs;
  const auto cores = std::max<std::int64_t>(1, base::usable_cores() / settings.threads);
  return {static_cast<std::size_t>(asked > 0 ? asked : cores), settings.retries,
          static_cast<std::uint64_t>(settings.memory_mb) * 1'000'000};
}

std::string reason_of(const Job& job, const JobEnd& end, std::int64_t retries) {
  if (end.kind == JobEnd::Kind::failed) {
    return fmt::format("exit code {}: {}", end.exit_code, last_error(job.log));
  }
  return fmt::format("killed more than {} times, at last by signal {}", retries,
                     end.signal != 0 ? end.signal : end.exit_code - 128);
}

}  // namespace npd::study
