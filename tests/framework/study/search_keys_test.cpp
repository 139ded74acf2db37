#include "framework/study/study_files.hpp"

#include <npd/testing/catch.hpp>

namespace npd::study {
namespace {

using study::testing::study_error;
using study::testing::study_of;
using study::testing::TestFolder;

/// A study of one search entry; the entry begins in line 5.
std::string with_entry(const std::string& entry) {
  return "[study]\n\n\n[[study.search]]\n" + entry + "\n";
}

}  // namespace

TEST_CASE("mistakes in a search key are told at their place, before anything runs") {
  struct Case {
    const char* entry;
    const char* message;
  };
  const std::vector<Case> cases{
      {"choice = [1]",
       "s.toml:4:1: study.search: key is missing; must name a parameter, as "
       "\"model.co_dim\""},
      {"key = 3\nchoice = [1]",
       "s.toml:5:7: study.search: key: 3 is no key; must be as \"model.co_dim\""},
      {"key = \"model..co_dim\"\nchoice = [1]",
       "s.toml:5:7: study.search: key: \"model..co_dim\" is no key; must be as \"model.co_dim\""},
      {"key = \"model.co_dim\"",
       "s.toml:4:1: study.search: model.co_dim: says not how to draw; give one of choice, uniform, "
       "log_uniform, integer, normal, fixed, grid"},
      {"key = \"model.co_dim\"\nchoice = [1]\nfixed = 2",
       "s.toml:7:1: study.search: model.co_dim: both choice and fixed are given; leave one of "
       "them"},
      {"key = \"model.co_dim\"\nchoise = [1]",
       "s.toml:4:1: study.search: model.co_dim: says not how to draw; give one of choice, uniform, "
       "log_uniform, integer, normal, fixed, grid\n"
       "s.toml:6:1: study.search: unknown key \"choise\"; did you mean \"choice\"?"},
      {"key = \"model.co_dim\"\nchoice = []",
       "s.toml:6:10: study.search: model.co_dim: choice: must be a list of at least one value"},
      {"key = \"model.co_dim\"\nchoice = 3",
       "s.toml:6:10: study.search: model.co_dim: choice: must be a list of at least one value"},
      {"key = \"model.co_dim\"\nchoice = [1, 2, 1]",
       "s.toml:6:17: study.search: model.co_dim: choice: 1 is there twice"},
      {"key = \"model.dropout\"\nuniform = [0.6, 0.2]",
       "s.toml:6:11: study.search: model.dropout: uniform: must be [low, high] with low below "
       "high"},
      {"key = \"model.dropout\"\nuniform = [0.2]",
       "s.toml:6:11: study.search: model.dropout: uniform: must be a list of two finite numbers"},
      {"key = \"model.dropout\"\nuniform = [0.2, inf]",
       "s.toml:6:11: study.search: model.dropout: uniform: must be a list of two finite numbers"},
      {"key = \"model.dropout\"\nuniform = [\"a\", \"b\"]",
       "s.toml:6:11: study.search: model.dropout: uniform: must be a list of two finite numbers"},
      {"key = \"model.dropout\"\nlog_uniform = [0, 0.5]",
       "s.toml:6:15: study.search: model.dropout: log_uniform: both ends must be above 0"},
      {"key = \"model.co_dim\"\ninteger = [1, 2.5]",
       "s.toml:6:11: study.search: model.co_dim: integer: must be [low, high], two integers with "
       "low below high and fewer than 2^32 values; both ends are drawn"},
      {"key = \"model.co_dim\"\ninteger = [0, 4294967295]",
       "s.toml:6:11: study.search: model.co_dim: integer: must be [low, high], two integers with "
       "low below high and fewer than 2^32 values; both ends are drawn"},
      {"key = \"model.dropout\"\nnormal = [0.3, 0]",
       "s.toml:6:10: study.search: model.dropout: normal: the standard deviation, the second "
       "number, must be above 0"},
      {"key = \"model.dropout\"\nnormal = [0.3, 0.1]",
       "s.toml:5:7: study.search: model.dropout: normal: the parameter has bounds; give limits = "
       "[lowest, highest]"},
      {"key = \"model.dropout\"\nnormal = [0.3, 0.1]\nlimits = [0.5, 0.2]",
       "s.toml:7:10: study.search: model.dropout: limits: must be [lowest, highest] with lowest "
       "below highest"},
      {"key = \"model.dropout\"\nuniform = [0.3, 0.6]\nlimits = [0.2, 0.5]",
       "s.toml:5:7: study.search: model.dropout: 0.6 is outside of the limits"},
      {"key = \"model.dropout\"\nnormal = [0.3, 0.1]\nlimits = [0.1, 1.5]",
       "s.toml:5:7: model.dropout: 1.5 is not allowed; must be in [0, 1)"},
      {"key = \"model.co_dim\"\nchoice = [1, 2]\nlimits = [1, 2]",
       "s.toml:7:1: study.search: model.co_dim: limits: are for uniform, log_uniform and normal, "
       "and for what perturb changes"},
      {"key = \"model.dropout\"\nuniform = [0.2, 0.6]\nperturb = 0.3",
       "s.toml:5:7: study.search: model.dropout: perturb: is for sampler = \"pbt\""},
      {"key = \"model.dropout\"\nuniform = [0.2, 0.6]\nspace = \"log\"",
       "s.toml:7:1: study.search: model.dropout: space: says how perturb works, and there is no "
       "perturb"},
      {"key = \"model.co_dim\"\ngrid = [1, 2]",
       "s.toml:5:7: study.search: model.co_dim: grid: is for sampler = \"grid\"; write choice to "
       "draw one of these"},
      {"key = \"threads\"\nchoice = [1, 2]",
       "s.toml:5:7: study.search: threads: cannot be searched; set study.threads"},
      {"key = \"name\"\nchoice = [\"a\"]",
       "s.toml:5:7: study.search: name: cannot be searched: it names the experiment"},
      {"key = \"study.seed\"\nchoice = [1]",
       "s.toml:5:7: study.search: study.seed: cannot be searched: it is of the study, not of the "
       "experiment"},
      // What the experiment itself has to say, at the place of the value.
      {"key = \"model.co_dm\"\nchoice = [1, 2]",
       "s.toml:6:11: model: unknown key \"co_dm\"; did you mean \"co_dim\"?\n"
       "s.toml:6:14: model: unknown key \"co_dm\"; did you mean \"co_dim\"?"},
      {"key = \"modl.co_dim\"\nfixed = 1",
       "s.toml:6:9: unknown table \"modl\"; did you mean \"model\"?"},
      {"key = \"model.co_dim\"\nchoice = [1, \"two\", -1]",
       "s.toml:6:14: model.co_dim: expected integer, found text \"two\"\n"
       "s.toml:6:21: model.co_dim: -1 is not allowed; must be at least 0"},
      {"key = \"model.co_dim\"\nuniform = [1, 4]",
       "s.toml:5:7: model.co_dim: expected integer, found number 1.0; write 1\n"
       "s.toml:5:7: model.co_dim: expected integer, found number 4.0; write 4"},
      {"key = \"model.dropout\"\nuniform = [0.2, 1.5]",
       "s.toml:5:7: model.dropout: 1.5 is not allowed; must be in [0, 1)"},
      {"key = \"model.prior\"\nchoice = [\"ar\", \"mnv\"]",
       "s.toml:6:17: model.prior: \"mnv\" is not allowed; must be one of \"ar\", \"mvn\"; did you "
       "mean \"mvn\"?"},
      {"key = \"model.generator\"\nchoice = [{ plugin = \"leaky\", rnk = 2 }]",
       "s.toml:6:31: model.generator: unknown key \"rnk\"; did you mean \"rank\"?"},
  };
  const TestFolder folder;
  for (const auto& [entry, message] : cases) {
    INFO(entry);
    CHECK(study_error(folder, with_entry(entry)) == message);
  }
}

TEST_CASE("mistakes of the whole of a study") {
  struct Case {
    const char* text;
    const char* message;
  };
  const std::string co_dim = "[[study.search]]\nkey = \"model.co_dim\"\nchoice = [1, 2]\n";
  const std::vector<Case> cases{
      {"[model]\n",
       "s.toml:1:1: has no table [study], so it is an experiment; train it with: npd run"},
      {"[study]\n",
       "s.toml:1:1: study.search: says nothing to search; write tables "
       "[[study.search]]"},
      {"[study]\nsearch = 3\n",
       "s.toml:2:10: study.search: must be tables, each under a line [[study.search]]"},
      {"[study]\nsampler = \"grid\"\n@",
       "s.toml:2:11: study.sampler: \"grid\" needs a key with grid = [...] below "
       "[[study.search]]"},
      {"[study]\nsampler = \"gird\"\n@",
       "s.toml:2:11: study.sampler: \"gird\" is not allowed; must be one of \"random\", \"grid\", "
       "\"list\", \"pbt\"; did you mean \"grid\"?"},
      {"[study]\nsampler = \"list\"\n@",
       "s.toml:1:1: study.list: must name the CSV file of the draws\n"
       "s.toml:3:1: study.search: the file of study.list says which keys; leave [[study.search]] "
       "out"},
      {"[study]\nlist = \"a.csv\"\n@", "s.toml:2:8: study.list: is for sampler = \"list\""},
      {"[study]\ntrails = 3\n@",
       "s.toml:2:1: study: unknown key \"trails\"; did you mean "
       "\"trials\"?"},
      {"[study]\ntrials = -1\n@",
       "s.toml:2:10: study.trials: -1 is not allowed; must be at least 0"},
      {"[study]\nobjective = \"valid/recon\"\n@",
       "s.toml:2:13: study.objective: \"valid/recon\" is nothing that a run of this experiment "
       "tells; did you mean \"valid/recon_smth\"?"},
      {"[study]\nrepeats = 2\n[[study.search]]\nkey = \"seed\"\nchoice = [1, 2]\n",
       "s.toml:4:7: study.search: seed: cannot be searched beside study.repeats, which trains with "
       "seeds of its own"},
      {"[study]\n@@", "s.toml:6:7: study.search: model.co_dim: is searched twice"},
      {"[study]\n[[study.search]]\nkey = \"model.generator.rank\"\nchoice = [1, 2]\n"
       "[[study.search]]\nkey = \"model.generator\"\nchoice = [{ plugin = \"leaky\" }]\n",
       "s.toml:3:7: study.search: model.generator.rank: lies inside model.generator, which is "
       "searched, too; write it into each table of model.generator"},
      {"[study]\n[study.pbt]\ngeneration = 5\n@",
       "s.toml:2:1: study.pbt: is for sampler = \"pbt\""},
      {"[study]\nsampler = \"pbt\"\n@",
       "s.toml:4:7: study.search: model.co_dim: perturb is missing: population based training "
       "changes what it draws; or write fixed"},
      {"[study]\nsampler = \"pbt\"\nrepeats = 2\nobjective = \"score/rate_r2\"\n"
       "[[study.search]]\nkey = \"model.dropout\"\nuniform = [0.1, 0.2]\nperturb = 3\n",
       "s.toml:3:11: study.repeats: must be 1 for sampler = \"pbt\"\n"
       "s.toml:4:13: study.objective: must be a column of metrics.csv for sampler = \"pbt\", which "
       "compares before there are scores\n"
       "s.toml:8:11: study.search: model.dropout: perturb: must be a number above 0 and below 1, "
       "as "
       "0.3"},
      {"[study]\nsampler = \"pbt\"\n[[study.search]]\nkey = \"model.dropout\"\n"
       "uniform = [0.1, 0.2]\nperturb = 0.3\nspace = \"exp\"\n",
       "s.toml:7:9: study.search: model.dropout: space: \"exp\" is not allowed; must be \"linear\" "
       "or \"log\""},
  };
  const TestFolder folder;
  for (const auto& [text, message] : cases) {
    std::string whole = text;
    for (auto at = whole.find('@'); at != std::string::npos; at = whole.find('@')) {
      whole.replace(at, 1, co_dim);
    }
    INFO(whole);
    CHECK(study_error(folder, whole) == message);
  }
}

TEST_CASE("a population changes only numbers that may change, within what is allowed, and matter") {
  struct Case {
    const char* entry;
    const char* message;
  };
  const std::vector<Case> cases{
      {"key = \"model.prior\"\nchoice = [\"ar\", \"mvn\"]\nperturb = 0.3",
       "s.toml:5:7: study.search: model.prior: perturb: is for numbers; a choice has no "
       "neighbours"},
      {"key = \"model.generator.tau_s\"\nuniform = [0.1, 0.2]\nperturb = 0.3",
       "s.toml:5:7: study.search: model.generator.tau_s: perturb: cannot change while a model is "
       "trained; write fixed, or search it with sampler = \"random\""},
      {"key = \"training.max_epochs\"\nfixed = 7",
       "s.toml:5:7: study.search: training.max_epochs: cannot be searched: sampler = \"pbt\" sets "
       "it by itself"},
      {"key = \"seed\"\nfixed = 7",
       "s.toml:5:7: study.search: seed: cannot be searched: sampler = \"pbt\" sets it by itself"},
      {"key = \"training.lr_patience\"\nfixed = 7\nperturb = 0.3",
       "s.toml:5:7: study.search: training.lr_patience: perturb: is for numbers that need not be "
       "whole"},
      {"key = \"training.lr_patience\"\ninteger = [3, 7]\nperturb = 0.3",
       "s.toml:5:7: study.search: training.lr_patience: perturb: is for numbers that need not be "
       "whole"},
      {"key = \"training.shift\"\nuniform = [-1, 1]\nperturb = 0.3",
       "s.toml:5:7: study.search: training.shift: perturb: changes numbers of at least 0, unless "
       "limits say otherwise"},
      {"key = \"model.dropout\"\nuniform = [0, 0.6]\nperturb = 0.3",
       "s.toml:5:7: study.search: model.dropout: perturb: the parameter has bounds; give limits = "
       "[lowest, highest]"},
      {"key = \"model.dropout\"\nuniform = [0, 0.6]\nperturb = 0.3\nlimits = [0, 1.5]",
       "s.toml:5:7: model.dropout: 1.5 is not allowed; must be in [0, 1)"},
      {"key = \"model.dropout\"\nfixed = 0.7\nperturb = 0.3\nlimits = [0, 0.6]",
       "s.toml:6:9: study.search: model.dropout: 0.7 is outside of the limits"},
      {"key = \"training.idle\"\nuniform = [1, 2]\nperturb = 0.3",
       "s.toml:5:7: study.search: training.idle: has no effect: nobody reads it; leave it out"},
  };
  const TestFolder folder;
  for (const auto& [entry, message] : cases) {
    INFO(entry);
    CHECK(study_error(folder, "[study]\nsampler = \"pbt\"\n\n[[study.search]]\n" +
                                  std::string(entry) +
                                  "\n[model.generator]\nplugin = \"leaky\"\n") == message);
  }
  const std::string search =
      "[[study.search]]\nkey = \"model.dropout\"\nuniform = [0, 0.6]\nlimits = [0, 0.6]\n"
      "perturb = 0.3\n";
  CHECK(study_error(folder, "[study]\nsampler = \"pbt\"\ntrials = 1\n" + search) ==
        "s.toml:3:10: study.trials: must be at least 2 for sampler = \"pbt\": the workers of the "
        "population");
  CHECK(study_error(folder, "[study]\nsampler = \"pbt\"\nobjective_epoch = \"best\"\n" + search) ==
        "s.toml:3:19: study.objective_epoch: must be \"last\" for sampler = \"pbt\", which "
        "compares workers at the end of a generation");
  CHECK(study_error(folder,
                    "[study]\nsampler = \"pbt\"\n[study.pbt]\nstop_patience = 1\n" + search) ==
        "s.toml:4:17: study.pbt.stop_patience: 1 is not allowed; must be at least 2");

  const auto study = study_of(folder.write("s.toml", "[study]\nsampler = \"pbt\"\n" + search));
  CHECK(study.settings.objective_epoch == "last");
  CHECK(study.draws.rows.size() == 20);
  CHECK(study_of(folder.write("again.toml", study.text)).text == study.text);
  // Each of 36 generations ends before a training would.
  for (const char* line : {"\nmax_epochs = 981\n", "\nearly_stopping_patience = 981\n",
                           "\nlr_decay = 1\n", "\nscored_epoch = \"last\"\n"}) {
    INFO(line);
    CHECK(study.experiment.find(line) != std::string::npos);
    CHECK(study.text.find(line) == std::string::npos);
  }
}

TEST_CASE("mistakes in a list are told with its line") {
  const TestFolder folder;
  const auto error = [&](const std::string& csv) {
    folder.write("l.csv", csv);
    return study_error(folder, "[study]\nsampler = \"list\"\nlist = \"l.csv\"\ntrials = 2\n");
  };
  CHECK(error("trial,model.co_dim\n0,1\n1,x\n") ==
        "l.csv:3:1: model.co_dim: expected integer, found text \"x\"");
  CHECK(error("model.co_dm\n1\n2\n") ==
        "l.csv:2:1: model: unknown key \"co_dm\"; did you mean \"co_dim\"?\n"
        "l.csv:3:1: model: unknown key \"co_dm\"; did you mean \"co_dim\"?");
  CHECK(error("model.co_dim,model.prior\n1,ar\n2,\n") ==
        "l.csv:3: model.prior: is empty; write a value");
  CHECK(error("model.co_dim\n1\n") ==
        "l.csv: has 1 rows, and 2 trials are asked for; add rows, or leave study.trials out");
  CHECK(error("trial\n1\n") == "l.csv: has no column but trial; give a column a key");
  CHECK(error("model.co_dim\n") == "l.csv: has no rows");
}

TEST_CASE("paths of a choice count from the study's file") {
  const TestFolder folder;
  const auto file = folder.write("deep/s.toml",
                                 "[study]\ntrials = 1\n[[study.search]]\nkey = \"model.output\"\n"
                                 "choice = [\"a.h5\"]\n");
  CHECK(study_of(file).draws.rows[0][0] == (folder.path() / "deep/a.h5").string());
}

}  // namespace npd::study
