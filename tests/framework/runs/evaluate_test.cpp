#include "runs/evaluate.hpp"
#include "host/search.hpp"

#include <npd/error.hpp>
#include <npd/hdf5.hpp>
#include <npd/ops.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <fstream>
#include <string>
#include <tuple>

#include <npd/testing/catch.hpp>

namespace npd::runs {
namespace {

namespace fs = std::filesystem;
using testing::ContainsSubstring;
using testing::TemporaryFolder;

host::Registry plugins() { return host::Registry(host::search({{"tests", NPD_PLUGIN_DIR}})); }

/// The output of a model that found the rates of a recording of 5 trials.
void write_output(const fs::path& file) {
  const Tensor rates = at::rand({5, 6, 3}, at::kDouble) + 0.5;
  hdf5::Writer writer(file);
  for (const auto& [part, first, last] : {std::tuple{"train_", 0, 3}, {"valid_", 3, 5}}) {
    const std::string prefix = part;
    writer.write(prefix + "recon_data", at::ones({last - first, 6, 3}));
    writer.write(prefix + "truth", rates.slice(0, first, last));
    writer.write(prefix + "output_params", rates.slice(0, first, last));
    writer.write(prefix + "factors", rates.slice(0, first, last));
  }
  writer.commit();
}

}  // namespace

TEST_CASE("an output file is scored by the metrics that a file names, or refused with the reason") {
  const TemporaryFolder folder;
  const auto file = folder / "output.h5", config = folder / "metrics.toml";
  auto registry = plugins();
  write_output(file);
  std::ofstream(config) << "[metrics.mine]\nplugin = \"regression\"\n";
  const auto scores = evaluate(file, config, registry);
  REQUIRE(!scores.rows.empty());
  CHECK(scores.rows[0].score.name == "rate_r2");
  CHECK(scores.rows[0].score.value == testing::Approx(1));
  CHECK(!scores.skipped.empty());

  std::ofstream(config) << "";
  CHECK_THROWS_WITH(evaluate(file, config, registry),
                    ContainsSubstring("metrics: names no metric; add a table [metrics.NAME]"));
  CHECK_THROWS_AS(evaluate(folder / "none.h5", std::nullopt, registry), DataError);
  CHECK_THROWS_WITH(evaluate(folder.path(), std::nullopt, registry),
                    ContainsSubstring("is not the folder of a run"));
}

}  // namespace npd::runs
