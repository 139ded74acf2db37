#include "runs/resumption.hpp"

#include "base/sha256.hpp"
#include "results/finished_run.hpp"
#include "results/run_folder.hpp"

#include <npd/error.hpp>
#include <npd/hdf5.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <fstream>

namespace npd::runs {
namespace {

namespace fs = std::filesystem;

std::string start_again(const fs::path& folder) {
  return fmt::format("start it again with: npd run {}",
                     (results::RunFolder(folder).config()).string());
}

void check_config(const fs::path& folder) {
  const fs::path config = results::RunFolder(folder).config();
  const auto begun =
      hdf5::File::open(results::RunFolder(folder).last_checkpoint()).text("", "config_sha256");
  if (base::sha256_of_file(config) == begun) return;
  throw ConfigError(
      fmt::format("{}: was edited since the run began, and a run is resumed only as it was begun; "
                  "take back the change, or {}",
                  config.string(), start_again(folder)));
}

}  // namespace

Resumption read_resumption(const fs::path& folder) {
  if (results::outcome_of(folder) == "finished") {
    throw DataError(folder.string() +
                    ": the run is finished, there is nothing to resume; \"npd evaluate\" scores "
                    "it again");
  }
  const auto checkpoint = results::RunFolder(folder).last_checkpoint();
  if (!fs::exists(checkpoint)) {
    throw DataError(fmt::format("{}: has no {}: the run ended before its first epoch was done; {}",
                                folder.string(), checkpoint.lexically_relative(folder).string(),
                                start_again(folder)));
  }
  check_config(folder);
  std::ifstream file(results::RunFolder(folder).record());
  const auto json = nlohmann::json::parse(file);
  Resumption resumption;
  resumption.invocation.file = json.value("config", "");
  resumption.invocation.overrides = json.value("overrides", std::vector<std::string>{});
  resumption.invocation.command = json.value("command", std::vector<std::string>{});
  resumption.started = json.value("started", "");
  resumption.resumed = json.value("resumed", std::vector<std::string>{});
  return resumption;
}

}  // namespace npd::runs
