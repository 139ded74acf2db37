#include "bench/subject.hpp"

#include "bench/flops.hpp"
#include "host/registry.hpp"
#include "host/search.hpp"
#include "runs/make_model.hpp"

#include <npd/ops.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <fstream>
#include <string>
#include <vector>

#include <npd/testing/catch.hpp>

namespace npd::bench {
namespace {

const std::string random_counts =
    "[bench]\nbatch = 4\nbins = 50\nneurons = 20\nmean_count = 0.5\n"
    "[model]\nic_enc_dim = 3\nci_enc_dim = 3\ncon_dim = 5\nco_dim = 2\n"
    "[model.generator]\nplugin = \"gru\"\nstate_dim = 7\n[model.readout]\nplugin = "
    "\"linear\"\n";

Subject subject(const std::vector<std::string>& overrides = {}) {
  static host::Registry registry(host::search({{"", NPD_PLUGIN_DIR}}));
  const testing::TemporaryFolder folder;
  const auto file = folder / "bench.toml";
  std::ofstream(file) << random_counts;
  return read_subject(file, overrides, registry);
}

PhaseFlops flops(const std::vector<std::string>& overrides) {
  const auto timed = subject(overrides);
  return flops_per_bin(timed.table, *runs::make_model(timed.description, timed.recording).model);
}

}  // namespace

TEST_CASE("random counts have the size and mean that the file says, and are the same each time") {
  const auto timed = subject();
  CHECK(timed.name == "bench");
  CHECK(timed.batch == std::vector<std::int64_t>{0, 1, 2, 3});
  const auto batch = timed.recording.batch(timed.batch);
  const Tensor counts = batch.seen;
  CHECK(counts.sizes() == at::IntArrayRef({4, 50, 20}));
  CHECK(counts.to(at::kDouble).mean().item<double>() == testing::Approx(0.5).margin(0.05));
  CHECK(at::equal(counts, subject().recording.batch(timed.batch).seen));
  CHECK(batch.external.size(2) == 0);
}

TEST_CASE("as many inputs are given beside random counts as the file says") {
  for (const std::int64_t inputs : {1, 2}) {
    const auto timed = subject({"bench.external_dim=" + std::to_string(inputs)});
    CHECK(timed.recording.batch(timed.batch).external.sizes() == at::IntArrayRef({4, 50, inputs}));
  }
}

TEST_CASE("passes count operations of the plugin's own weights, no others") {
  const auto once = flops({}), generator = flops({"bench.generator_passes=2"}),
             readout = flops({"bench.readout_passes=3"});
  CHECK(readout.readout == 3 * once.readout);
  CHECK(readout.decoder == once.decoder);
  CHECK(generator.readout == once.readout);
  CHECK(generator.encoder == once.encoder);
  // A GRU of 7 states and 2 inputs: 3 gates; forward, and backward to inputs and weights.
  CHECK(generator.decoder - once.decoder == 6 * 3 * 7 * (7 + 2));
  // The controller: a GRU of 5 states that sees 2 x 3 encoded numbers and 7 factors; its outputs
  // are 2 means and 2 deviations.
  CHECK(2 * once.decoder - generator.decoder == 6 * (3 * 5 * (5 + 6 + 7) + 4 * 5));
}

}  // namespace npd::bench
