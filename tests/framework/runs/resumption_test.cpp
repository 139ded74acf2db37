#include "runs/resumption.hpp"

#include "host/registry.hpp"
#include "host/search.hpp"
#include "runs/data_digest.hpp"
#include "runs/experiment.hpp"
#include "runs/origin.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <fstream>
#include <set>
#include <string>

#include <npd/testing/catch.hpp>

namespace npd::runs {
namespace {

using testing::ContainsSubstring;
using testing::StartsWith;

results::Attempt attempt() {
  results::Attempt attempt;
  attempt.data_sha256 = "data";
  attempt.plugins = {{"generator", "gru", "0.1.0", "/a/gru.so", "one"},
                     {"readout", "linear", "0.1.0", "/a/linear.so", "two"}};
  attempt.circumstances.versions = {"v1", "0.3.0", "1.13", ""};
  attempt.circumstances.kernels = {"OpenBLAS Haswell", "AVX2", "x86-64-v3"};
  return attempt;
}

Trials small_data() {
  Trials trials;
  trials.spikes = at::arange(24, at::kDouble).view({4, 3, 2});
  trials.truth.rates = at::rand({4, 3, 2});
  trials.split = {{0, 1}, {2, 3}, {}};
  return trials;
}

}  // namespace

TEST_CASE("the same data, plugins and kernels are nothing to tell") {
  auto now = attempt();
  now.circumstances.host = "another";
  now.threads = 7;
  now.plugins[0].library = "/elsewhere/gru.so";
  CHECK(compare_attempts(attempt(), now, "run", false).empty());
}

TEST_CASE("other data are refused, or told") {
  auto now = attempt();
  now.data_sha256 = "other";
  CHECK_THROWS_AS(compare_attempts(attempt(), now, "run", false), DataError);
  const auto told = compare_attempts(attempt(), now, "run", true);
  REQUIRE(told.size() == 1);
  CHECK(told[0] ==
        "run: the data are not those that the run began with (SHA-256 data... then, other... "
        "now); put those back, start a new run, or go on all the same with: npd resume run "
        "--anyway");
  now.circumstances.kernels.blas = "OpenBLAS Zen";
  CHECK_THROWS_WITH(compare_attempts(attempt(), now, "run", false),
                    ContainsSubstring("this is another kind of processor, too"));
}

TEST_CASE("another build of a plugin is refused, or told") {
  auto now = attempt();
  now.plugins[1].sha256 = "three";
  CHECK_THROWS_AS(compare_attempts(attempt(), now, "run", false), PluginError);
  const auto told = compare_attempts(attempt(), now, "run", true);
  REQUIRE(told.size() == 1);
  CHECK_THAT(told[0], StartsWith("readout \"linear\" is not the one that the run began with"));
}

TEST_CASE("other kernels and versions are told together") {
  auto now = attempt();
  now.circumstances.kernels = {"OpenBLAS Zen", "AVX512", "x86-64-v4"};
  now.circumstances.versions = {"v2", "0.4.0", "2.0", ""};
  const auto told = compare_attempts(attempt(), now, "run", false);
  REQUIRE(told.size() == 1);
  CHECK(told[0] ==
        "the run goes on, but not to the same bits as it would have: git v1, now v2; SDK 0.3.0, "
        "now 0.4.0; LibTorch 1.13, now 2.0; BLAS OpenBLAS Haswell, now OpenBLAS Zen; kernels of "
        "LibTorch AVX2, now AVX512; instruction set x86-64-v3, now x86-64-v4");
}

TEST_CASE("whatever differs in the data, their digest differs") {
  std::set<std::string> digests{data_digest(small_data())};
  std::size_t different = 1;
  const auto add = [&](auto&& change) {
    auto changed = small_data();
    changed.truth.rates = at::zeros({4, 3, 2});
    change(changed);
    digests.insert(data_digest(changed));
    CHECK(digests.size() == ++different);
  };
  add([](Trials&) {});
  add([](Trials& t) { t.spikes[3][2][1] += 1; });
  add([](Trials& t) { t.spikes = t.spikes.to(at::kFloat); });
  add([](Trials& t) { t.spikes = t.spikes.view({3, 4, 2}); });
  add([](Trials& t) { t.truth.rates[0][0][0] = 1e-9; });
  add([](Trials& t) { t.truth.latents = at::zeros({4, 3, 1}); });
  add([](Trials& t) { t.truth.inputs = at::zeros({4, 3, 1}); });
  add([](Trials& t) { t.external_input = at::zeros({4, 3, 1}); });
  add([](Trials& t) { t.target_spikes = at::zeros({4, 3, 2}); });
  add([](Trials& t) { t.split.train = {0, 2}; });
  add([](Trials& t) { t.split.test = {3}; });
  add([](Trials& t) { t.bin_s = 0.02; });
  add([](Trials& t) { t.trial_arrays["a"] = at::zeros({4}); });
  add([](Trials& t) { t.arrays["a"] = at::zeros({4}); });
  // The values count, not how they lie in memory.
  auto transposed = small_data();
  const auto rates = transposed.truth.rates;
  const auto before = data_digest(transposed);
  transposed.spikes = transposed.spikes.transpose(0, 2).contiguous().transpose(0, 2);
  CHECK(data_digest(transposed) == before);
}

TEST_CASE("other headers of an SDK of the same version are told") {
  auto before = attempt(), now = attempt();
  before.circumstances.versions.sdk_headers = "aaaa";
  now.circumstances.versions.sdk_headers = "bbbb";
  const auto told = compare_attempts(before, now, "run", false);
  REQUIRE(told.size() == 1);
  CHECK_THAT(told[0], ContainsSubstring("headers of the SDK aaaa, now bbbb"));
  before.circumstances.versions.sdk_headers = "";  // of a run that did not note them
  CHECK(compare_attempts(before, now, "run", false).empty());
}

TEST_CASE("what its declaration says may change while a model is trained, what makes it may not") {
  host::Registry registry(host::search({{"", NPD_PLUGIN_DIR}}));
  const npd::testing::TemporaryFolder folder;
  std::ofstream(folder / "e.toml")
      << "[dataset]\nplugin = \"murray_rec_pfc\"\n"
         "[model]\ngenerator.plugin = \"gru\"\nreadout.plugin = \"linear\"\n"
         "[metrics.a]\nplugin = \"regression\"\n";
  auto document = config::Document::load(folder / "e.toml", {}, registry);
  read_experiment(document, folder / "e.toml");
  std::set<std::string> may, may_not;
  for (const auto& value : document.flat()) (may_change(value) ? may : may_not).insert(value.key);
  for (const char* key :
       {"training.lr_init", "training.cd_rate", "training.smoothing", "training.max_epochs",
        "model.dropout_rate", "model.kl_co_scale", "model.loss_scale", "sampling.samples",
        "metrics.a.plugin", "threads", "seed", "name"}) {
    INFO(key);
    CHECK(may.count(key) == 1);
  }
  for (const char* key : {"model.co_dim", "model.generator.state_dim", "model.generator.plugin",
                          "dataset.plugin", "training.batch_size", "training.panel_trials"}) {
    INFO(key);
    CHECK(may_not.count(key) == 1);
  }
}

TEST_CASE("until counts all epochs") {
  CHECK_NOTHROW(check_until(std::nullopt, 20));
  CHECK_NOTHROW(check_until(21, 20));
  CHECK_THROWS_AS(check_until(20, 20), ConfigError);
  CHECK_THROWS_AS(check_until(0, 0), ConfigError);
}

}  // namespace npd::runs
