#include "workbench.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include <npd/testing/catch.hpp>

using namespace npd::testing;

namespace {

namespace fs = std::filesystem;

/// A wrong experiment and all that the program says about it. The file `main.toml` begins with a
/// line that includes `small.toml`.
struct Malformed {
  std::string name;
  std::string text;
  std::string message;
  std::string overrides = {};
  int exit_code = 3;
};

const std::string include_small = "include = [\"small.toml\"]\n";

/// Where a plugin was looked for.
std::string searched() {
  const std::string folder = NPD_PLUGIN_DIR;
  const auto libraries = std::distance(fs::directory_iterator(folder), fs::directory_iterator());
  return fmt::format(
      "\nsearched:  {:<{}}  (not set)"
      "\n           {}  {} libraries",
      "NPD_PLUGIN_PATH", folder.size(), folder, libraries);
}

std::string murray() {
  return "dataset \"murray_rec_pfc\" 0.1.0 (" NPD_PLUGIN_DIR "/murray.so), create: ";
}

/// The whole text of the file is given.
void check_whole(const std::vector<Malformed>& cases) {
  const Workbench bench;
  for (const auto& wrong : cases) {
    INFO(wrong.name);
    bench.write("main.toml", wrong.text);
    const auto finished = bench.npd("run main.toml " + wrong.overrides);
    CHECK(finished.exit_code == wrong.exit_code);
    CHECK(finished.out.empty());
    CHECK(finished.err == "npd: error: " + wrong.message + "\n");
    CHECK(bench.files() == std::set<std::string>{"main.toml", "small.toml"});
    CHECK(!fs::exists(bench / "runs"));
  }
}

void check(std::vector<Malformed> cases) {
  for (auto& wrong : cases) wrong.text = include_small + wrong.text;
  check_whole(cases);
}

}  // namespace

TEST_CASE("malformed experiments: unknown keys at every level") {
  check({
      {"key at the top", "sed = 1", "main.toml:2:1: unknown key \"sed\"; did you mean \"seed\"?"},
      {"nothing like it", "colour = 1",
       "main.toml:2:1: unknown key \"colour\"; allowed are name, seed, threads, report, dataset, "
       "model, "
       "training, sampling, metrics, analyses"},
      {"table", "[modle]\nco_dim = 1",
       "main.toml:2:2: unknown table \"modle\"; did you mean \"model\"?"},
      {"dataset", "[dataset]\nneurns = 3",
       "main.toml:3:1: dataset: unknown key \"neurns\"; did you mean \"neurons\"?"},
      {"model", "[model]\nco_dm = 3",
       "main.toml:3:1: model: unknown key \"co_dm\"; did you mean \"co_dim\"?"},
      {"generator", "[model.generator]\nstatedim = 3",
       "main.toml:3:1: model.generator: unknown key \"statedim\"; did you mean \"state_dim\"?"},
      {"readout", "[model.readout]\nbias = true",
       "main.toml:3:1: model.readout: unknown key \"bias\"; allowed are plugin"},
      {"training", "[training]\nmax_epoch = 1",
       "main.toml:3:1: training: unknown key \"max_epoch\"; did you mean \"max_epochs\"?"},
      {"sampling", "[sampling]\nsample = 1",
       "main.toml:3:1: sampling: unknown key \"sample\"; did you mean \"samples\"?"},
      {"metric", "[metrics.regression]\nfoo = 1",
       "main.toml:3:1: metrics.regression: unknown key \"foo\"; allowed are plugin"},
      {"override", "",
       "command line: modle.co_dim=2: unknown table \"modle\"; did you mean \"model\"?",
       "modle.co_dim=2"},
  });
}

TEST_CASE("malformed experiments: wrong types") {
  check({
      {"text for integer", "seed = \"one\"",
       "main.toml:2:8: seed: expected integer, found text \"one\""},
      {"integer for text", "name = 3", "main.toml:2:8: name: expected text, found integer 3"},
      {"number for integer", "[training]\nbatch_size = 8.0",
       "main.toml:3:14: training.batch_size: expected integer, found number 8.0; write 8"},
      {"text for number", "[training]\nlr_init = \"fast\"",
       "main.toml:3:11: training.lr_init: expected number, found text \"fast\""},
      {"truth for text", "[model]\nco_prior = true",
       "main.toml:3:12: model.co_prior: expected text, found true"},
      {"integer for list", "[dataset]\nstimulus_rates_hz = 4",
       "main.toml:3:21: dataset.stimulus_rates_hz: expected list of numbers, found integer 4"},
      {"integer for table", "training = 3",
       "main.toml:2:12: training: expected table, found integer 3"},
      {"override", "",
       "command line: model.co_dim=two: model.co_dim: expected integer, found text \"two\"",
       "model.co_dim=two"},
  });
}

TEST_CASE("malformed experiments: values out of range") {
  check({
      {"seed", "seed = -1", "main.toml:2:8: seed: -1 is not allowed; must be at least 0"},
      {"threads", "threads = -2",
       "main.toml:2:11: threads: -2 is not allowed; must be in [0, 1024]"},
      {"trials", "[dataset]\ntrials = 1",
       "main.toml:3:10: dataset.trials: 1 is not allowed; must be in [2, 1000000]"},
      {"train_fraction", "[dataset]\ntrain_fraction = 1.0",
       "main.toml:3:18: dataset.train_fraction: 1 is not allowed; must be in (0, 1)"},
      {"dropout_rate", "[model]\ndropout_rate = 1",
       "main.toml:3:16: model.dropout_rate: 1 is not allowed; must be in [0, 1)"},
      {"co_dim", "[model]\nco_dim = -1",
       "main.toml:3:10: model.co_dim: -1 is not allowed; must be at least 0"},
      {"cell_clip", "[model]\ncell_clip = 0",
       "main.toml:3:13: model.cell_clip: 0 is not allowed; must be above 0"},
      {"not a number", "[model]\nkl_ic_scale = nan",
       "main.toml:3:15: model.kl_ic_scale: nan is not allowed; must be at least 0"},
      {"state_dim", "[model.generator]\nstate_dim = 0",
       "main.toml:3:13: model.generator.state_dim: 0 is not allowed; must be at least 1"},
      {"lr_decay", "[training]\nlr_decay = 1.5",
       "main.toml:3:12: training.lr_decay: 1.5 is not allowed; must be in [0, 1]"},
      {"cd_rate", "[training]\ncd_rate = 1.0",
       "main.toml:3:11: training.cd_rate: 1 is not allowed; must be in [0, 1)"},
      {"samples", "[sampling]\nsamples = 0",
       "main.toml:3:11: sampling.samples: 0 is not allowed; must be at least 1"},
      {"override", "",
       "command line: training.lr_init=-1: training.lr_init: -1 is not allowed; must be above 0",
       "training.lr_init=-1"},
      {"misspelt prior", "[model]\nco_prior = \"mnv\"",
       "main.toml:3:12: model.co_prior: \"mnv\" is not allowed; must be one of \"mvn\", \"ar\"; "
       "did you mean \"mvn\"?"},
      {"misspelt region", "[dataset]\nregion = \"pcf\"",
       "main.toml:3:10: dataset.region: \"pcf\" is not allowed; must be one of \"pfc\", \"ppc\", "
       "\"all\"; did you mean \"pfc\"?"},
  });
}

TEST_CASE("malformed experiments: values that do not fit together") {
  check({
      {"batch", "[training]\nbatch_size = 17",
       "main.toml:3:14: training.batch_size: 17 exceeds the 16 training trials of the data set; "
       "only whole batches are trained on, so it must be at most 16"},
      {"split", "[dataset]\ntrain_fraction = 0.99",
       "main.toml:3:18: dataset.train_fraction: " + murray() +
           "0.99 of 20 trials leaves 20 for training and 0 for validation; both need at least one"},
      {"stimulus", "[dataset]\nstimulus_bins = 50",
       "main.toml:3:17: dataset.stimulus_bins: " + murray() +
           "a stimulus of 50 bins from bin 2 on does not fit into a trial of 12 bins"},
      {"initial state", "[dataset]\ninitial_state = [0.1]",
       "main.toml:3:17: dataset.initial_state: " + murray() +
           "has 1 elements; this circuit has 4 populations"},
      {"no rates", "[dataset]\nstimulus_rates_hz = []",
       "main.toml:3:21: dataset.stimulus_rates_hz: " + murray() + "must hold at least one rate"},
      {"no file", "[dataset]\nplugin = \"lfads_hdf5\"",
       "main.toml:2:1: dataset.file: dataset \"lfads_hdf5\" 0.1.0 (" NPD_PLUGIN_DIR
       "/lfads_hdf5.so), create: no file is given; expected the path of an HDF5 file"},
  });
}

TEST_CASE("malformed experiments: plugins") {
  check({
      {"unknown", "[model.generator]\nplugin = \"gruu\"",
       "main.toml:3:10: model.generator.plugin: generator \"gruu\" not found; did you mean "
       "\"gru\"?" +
           searched(),
       "", 4},
      {"other kind", "[model.generator]\nplugin = \"linear\"",
       "main.toml:3:10: model.generator.plugin: generator \"linear\" not found; \"linear\" is a "
       "readout" +
           searched(),
       "", 4},
      {"unknown, and a mistake in the text", "sed = 1\n[model.generator]\nplugin = \"gruu\"",
       "main.toml:2:1: unknown key \"sed\"; did you mean \"seed\"?\n"
       "main.toml:4:10: model.generator.plugin: generator \"gruu\" not found; did you mean "
       "\"gru\"?" +
           searched()},
      {"override", "",
       "command line: model.generator.plugin=gruu: model.generator.plugin: generator \"gruu\" not "
       "found; did you mean \"gru\"?" +
           searched(),
       "model.generator.plugin=gruu", 4},
      {"wrong type", "[model.readout]\nplugin = 3",
       "main.toml:3:10: model.readout.plugin: expected text, found integer 3"},
      {"no table", "[model]\nreadout = \"linear\"",
       "main.toml:3:11: model.readout: expected table with the key plugin, found text \"linear\"; "
       "write { plugin = \"linear\" }"},
  });
}

TEST_CASE("malformed experiments: config check finds what only data and constructors tell") {
  struct Late {
    const char* text;
    int exit_code;
    const char* message;
  };
  const Workbench bench;
  for (const auto& [text, exit_code, message] :
       {Late{"[dataset]\nplugin = \"lfads_hdf5\"\nfile = \"absent.h5\"", 5, "absent.h5"},
        Late{"[model.readout]\nplugin = \"flow\"\n[model.generator]\nstate_dim = 90", 3, "flow"},
        Late{"[metrics.again]\nplugin = \"regression\"", 3, "metrics.again"}}) {
    INFO(text);
    bench.write("main.toml", include_small + text);
    const auto checked = bench.npd("config check main.toml"), run = bench.npd("run main.toml");
    CHECK(checked.exit_code == exit_code);
    CHECK(checked.out.empty());
    CHECK_THAT(checked.err, npd::testing::ContainsSubstring(message));
    CHECK(checked.err == run.err);
  }
}

TEST_CASE("malformed experiments: what only building tells comes all at once, in order") {
  const Workbench bench;
  bench.write("main.toml", include_small +
                               "[model]\nic_enc_seq_len = 12\n[model.readout]\nplugin = \"flow\"\n"
                               "[model.generator]\nstate_dim = 90\n"
                               "[metrics.again]\nplugin = \"regression\"\n");
  const auto checked = bench.npd("config check main.toml"), run = bench.npd("run main.toml");
  CHECK(checked.exit_code == 3);
  CHECK(checked.err == run.err);
  std::istringstream lines(checked.err);
  const auto next = [&] {
    std::string line;
    std::getline(lines, line);
    return line;
  };
  CHECK(next() ==
        "npd: error: main.toml:3:18: model.ic_enc_seq_len: 12 of 12 bins that are seen leave none "
        "for the model; it must be at most 11");
  CHECK_THAT(next(), StartsWith("main.toml:4:1: model.readout: readout \"flow\""));
  CHECK_THAT(next(), StartsWith("main.toml:8:1: metrics.again: gives the score \"rate_r2\""));
  CHECK(next().empty());
}

TEST_CASE("malformed experiments: data that cannot be made do not hide the metrics' mistakes") {
  const Workbench bench;
  bench.write("main.toml", include_small +
                               "[metrics.again]\nplugin = \"regression\"\n"
                               "[metrics.third]\nplugin = \"regression\"\n"
                               "[dataset]\nplugin = \"lfads_hdf5\"\nfile = \"absent.h5\"\n");
  const auto checked = bench.npd("config check main.toml --json");
  CHECK(checked.exit_code == 3);
  const auto mistakes = nlohmann::json::parse(checked.out).at("mistakes");
  REQUIRE(mistakes.size() == 3);
  const auto text = [&](int i) { return mistakes.at(i).get<std::string>(); };
  CHECK_THAT(text(0), StartsWith("main.toml:2:1: metrics.again: "));
  CHECK_THAT(text(1), StartsWith("main.toml:4:1: metrics.third: "));
  CHECK_THAT(text(2),
             StartsWith("main.toml:6:1: ") && ContainsSubstring("absent.h5: no such file"));
}

TEST_CASE("malformed experiments: tables that are missing") {
  check_whole({
      {"no dataset", "[model.generator]\nplugin = \"gru\"\n[model.readout]\nplugin = \"linear\"",
       "main.toml:1:1: dataset.plugin: missing; must name a dataset"},
      {"no plugin key",
       "[dataset]\ntrials = 3\n[model]\ngenerator.plugin = \"gru\"\nreadout.plugin = \"linear\"",
       "main.toml:1:1: dataset.plugin: missing; must name a dataset"},
      {"empty file", "",
       "main.toml:1:1: dataset.plugin: missing; must name a dataset\n"
       "main.toml:1:1: model.generator.plugin: missing; must name a generator\n"
       "main.toml:1:1: model.readout.plugin: missing; must name a readout"},
  });
}

TEST_CASE("malformed experiments: metrics") {
  check({
      {"list", "metrics = [\"regression\"]",
       "main.toml:2:11: metrics: expected table, found list [\"regression\"]"},
      {"without a name", "[metrics]\nplugin = \"regression\"",
       "main.toml:3:1: metrics: unknown key \"plugin\"; allowed are regression"},
      {"without a plugin", "[metrics.again]",
       "main.toml:2:1: metrics.again.plugin: missing; must name a metric"},
      {"twice", "[metrics.again]\nplugin = \"regression\"",
       "main.toml:2:1: metrics.again: gives the score \"rate_r2\", which small.toml:33:1: "
       "metrics.regression gives already; remove one of the two"},
  });
}

TEST_CASE("malformed experiments: includes and overrides") {
  check_whole({
      {"missing", "include = [\"smal.toml\"]",
       "main.toml:1:12: include: smal.toml: no such file; chain of includes: main.toml -> "
       "smal.toml"},
      {"cycle", "include = [\"main.toml\"]",
       "main.toml:1:12: include: main.toml: includes itself; chain of includes: main.toml -> "
       "main.toml"},
      {"in a table", include_small + "[model]\ninclude = [\"small.toml\"]",
       "main.toml:3:1: model: include must stand at the top, above every [table]"},
      {"empty key", include_small,
       "command line: model..co_dim=2: not an override; must be key.path=value, as model.co_dim=4",
       "model..co_dim=2"},
      {"include", include_small,
       "command line: include=small.toml: files cannot be included from the command line; write "
       "them in a file",
       "include=small.toml"},
  });
}

TEST_CASE("malformed experiments: names that lead out of the folder of all runs") {
  check({
      {"up", "name = \"../elsewhere\"",
       "main.toml:2:8: name: \"../elsewhere\" cannot name a folder below runs; use a relative "
       "path without \"..\""},
      {"absolute", "name = \"/elsewhere\"",
       "main.toml:2:8: name: \"/elsewhere\" cannot name a folder below runs; use a relative path "
       "without \"..\""},
      {"up within", "name = \"a/../../b\"",
       "main.toml:2:8: name: \"a/../../b\" cannot name a folder below runs; use a relative path "
       "without \"..\""},
      {"override", "",
       "command line: name=..: name: \"..\" cannot name a folder below runs; use a relative path "
       "without \"..\"",
       "name=.."},
  });
}

TEST_CASE("malformed experiments: every mistake in one go, in the order of the file") {
  check({{"several", "sed = 1\n[model]\nco_prior = \"arr\"\n[training]\nbatch_size = 0",
          "main.toml:2:1: unknown key \"sed\"; did you mean \"seed\"?\n"
          "main.toml:4:12: model.co_prior: \"arr\" is not allowed; must be one of \"mvn\", \"ar\"; "
          "did you mean \"ar\"?\n"
          "main.toml:6:14: training.batch_size: 0 is not allowed; must be at least 1\n"
          "command line: sampling.samples=0: sampling.samples: 0 is not allowed; must be at least "
          "1",
          "sampling.samples=0"}});
}

// toml++ words what is behind "not valid TOML", and its versions need not agree on the column.
TEST_CASE("malformed experiments: syntax") {
  const Workbench bench;
  for (const auto& [text, place] :
       {std::pair<std::string, std::string>{"[model\nco_dim = 1", "main.toml:1:"},
        {"[model]\nco_dim = = 1", "main.toml:2:"},
        {"seed = 1\nseed = 2", "main.toml:2:"},
        {"name = \"small", "main.toml:1:"}}) {
    INFO(text);
    bench.write("main.toml", text);
    const auto finished = bench.npd("run main.toml");
    CHECK(finished.exit_code == 3);
    CHECK_THAT(finished.err, StartsWith("npd: error: " + place));
    CHECK_THAT(finished.err, ContainsSubstring(": not valid TOML: "));
    CHECK(!fs::exists(bench / "runs"));
  }
}

TEST_CASE("a file that is not there is an error of its own") {
  const Workbench bench;
  const auto finished = bench.npd("run smal.toml");
  CHECK(finished.exit_code == 3);
  CHECK(finished.err == "npd: error: smal.toml: no such file\n");
}

TEST_CASE("config check says the same without running") {
  const Workbench bench;
  CHECK(bench.npd("config check small.toml").out == "small.toml: no mistakes\n");
  const auto wrong = bench.npd("config check small.toml model.co_prior=arr");
  CHECK(wrong.exit_code == 3);
  CHECK(wrong.err ==
        "npd: error: command line: model.co_prior=arr: model.co_prior: \"arr\" is not allowed; "
        "must be one of \"mvn\", \"ar\"; did you mean \"ar\"?\n");
}
