#include "app/command_table.hpp"

#include "config/host_table_names.hpp"

#include <npd/kinds.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>

namespace npd::app {
namespace {

using Operands = std::vector<OperandSpec>;
using Options = std::vector<OptionSpec>;

const OperandSpec experiment{"FILE", Word::experiment, "an experiment (TOML)"};
const OperandSpec overrides{"key=value", Word::override_,
                            "replaces a value of FILE: model.generator.state_dim=40; in a list "
                            "by its number from 0: model.parts.0.units=5",
                            false, true};
const OperandSpec any_run{"RUN", Word::run, "the folder of a run, or an output file (HDF5)"};
const OperandSpec runs{"RUN", Word::run, "folders of runs", true, true};

const OptionSpec plugin_path{
    "plugin-path", "DIR", Word::folder, "look for plugins here first; may be repeated", 0,
    false,         true};
const OptionSpec json{"json", "", Word::text, "print the result as JSON"};
const OptionSpec quiet{"quiet", "", Word::text, "tell nothing but errors on the way", 'q'};
const OptionSpec all_scores{"all", "", Word::text, "show every score, not the headlines alone"};
const OptionSpec threads{"threads", "N", Word::number,
                         "threads to use; any number gives the same results; default: as the "
                         "experiment says, or one for each core"};

const OptionSpec until{"until", "EPOCH", Word::number,
                       "stop when so many epochs are done in all; resume goes on from there"};
const OptionSpec force{"force", "", Word::text, "overwrite what has that name"};

OptionSpec written(const char* name, const char* value, Word word, const char* help,
                   char letter = 0) {
  return {name, value, word, help, letter, letter != 0};
}

std::vector<CommandSpec> commands_of_runs() {
  return {
      {"run",
       "Train the model of an experiment and score it",
       {experiment, overrides},
       {written("out", "DIR", Word::folder,
                "the run's new folder; default: runs/<experiment>/<UTC time>"),
        {"from", "RUN", Word::run,
         "go on where the training of that run is, with other values of what may change"},
        until,
        threads,
        all_scores,
        json,
        quiet,
        plugin_path},
       "experiments"},
      {"resume",
       "Go on with a run that was interrupted or killed, from its last complete epoch",
       {any_run},
       {until,
        {"anyway", "", Word::text,
         "although data or plugins are not those that the run began with"},
        threads,
        all_scores,
        json,
        quiet,
        plugin_path},
       "runs"},
      {"evaluate",
       "Score a run, or any output file of lfads-torch, again without training",
       {any_run},
       {{"config", "FILE", Word::experiment,
         "which metrics (TOML); default: those of the run, or all"},
        written("out", "FILE", Word::file, "also write the scores there (CSV)"),
        force,
        all_scores,
        json,
        plugin_path},
       "runs"},
      {"analyse",
       "Look at the dynamics of a run, or of data alone, again without training",
       {{"TARGET", Word::run,
         "the folder of a run; or an experiment (TOML) or a data file (HDF5), alone"}},
       {{"config", "FILE", Word::experiment,
         "which analyses (TOML); default: those of the run or the experiment"},
        {"only", "NAME", Word::text, "one of them alone, by the name of its table"},
        written("out", "DIR", Word::folder,
                "where results go without a run; default: analyses/<name>/<UTC time>"),
        all_scores,
        json,
        quiet,
        plugin_path},
       "dynamics"},
      {"compare",
       "Show the scores of runs side by side, with published ones of the same kind",
       {runs},
       {written("csv", "FILE", Word::file, "also write the comparison there, with all digits"),
        force, json},
       "runs"},
      {"tables",
       "Write regression.csv and procrustes.csv, a row a run, as the original names columns",
       {runs},
       {written("output", "DIR", Word::folder, "where to write the two tables; required", 'o'),
        force},
       "runs"},
  };
}

std::vector<CommandSpec> commands_of_experiments() {
  const std::vector<const char*> host_tables(config::host_table_names.begin(),
                                             config::host_table_names.end());
  return {
      {"simulate",
       "Write the data set of an experiment to a file (HDF5)",
       {experiment, overrides},
       {written("output", "FILE", Word::data_file, "the file to write; required", 'o'), force,
        plugin_path},
       "data"},
      {"config show",
       "Print an experiment with everything included, and where each value comes from",
       {experiment, overrides},
       {json, plugin_path},
       "experiments"},
      {"config check",
       "Report every mistake in an experiment, by all that a run does before it trains",
       {experiment, overrides},
       {json, plugin_path},
       "experiments"},
      {"config describe",
       "Show the parameters of a table that every experiment has, and TOML to copy",
       {{"TABLE", Word::choice, "whose parameters", true, false, host_tables}},
       {json},
       "experiments"},
      {"data describe",
       "Show what a data file holds, whatever its layout: arrays, trials, rates, facts, doubts",
       {{"FILE", Word::data_file, "a data file (HDF5)"}},
       {{"bin-s", "SECONDS", Word::seconds,
         "width of a bin; default: what the file tells, or 0.01"},
        json},
       "data"},
  };
}

/// "dataset, generator, readout, metric or analysis".
std::string kinds_text() {
  const auto& words = kind_words();
  return fmt::format("{} or {}", fmt::join(words.begin(), words.end() - 1, ", "), words.back());
}

std::vector<CommandSpec> commands_of_plugins() {
  static const std::string kinds = kinds_text(), or_any = kinds + "; default: any";
  const OperandSpec kind{"KIND", Word::kind, kinds.c_str()};
  auto any_kind = kind;
  any_kind.help = or_any.c_str();
  any_kind.required = false;
  return {
      {"plugins list",
       "Show all plugins, where they were found, and which were skipped and why",
       {},
       {json, plugin_path},
       "plugins"},
      {"plugins describe",
       "Show the parameters of a plugin, and TOML to copy",
       {any_kind, {"ID", Word::plugin, "a name that `npd plugins list` shows"}},
       {json, plugin_path},
       "plugins"},
      {"plugins check",
       "Try libraries, each in a process of its own that may crash or hang",
       {{"LIBRARY", Word::library, "plugin libraries (*.so)", true, true}},
       {{"timeout", "SECONDS", Word::seconds, "how long each may take; default: 30"}, json},
       "plugins"},
      {"plugins new",
       "Write a project for a plugin of your own, with a test and an experiment",
       {kind,
        {"NAME", Word::plugin_name, "lower-case letters, digits and underscores"},
        {"DIR", Word::folder, "where it goes, a new folder; default: NAME", false}},
       {force},
       "plugins"},
  };
}

std::vector<CommandSpec> commands_of_studies() {
  const OperandSpec file{"FILE", Word::experiment, "an experiment with a table [study] (TOML)"};
  const OperandSpec folder{"STUDY", Word::folder, "the folder of a study"};
  const OptionSpec jobs{"jobs", "N", Word::number,
                        "trials at a time; default: as the study says, or one for each core"};
  OptionSpec more{"trials", "N", Word::number, "how many draws more; required"};
  more.required = true;
  OptionSpec launcher{"launcher", "NAME", Word::choice,
                      "local, or slurm to submit job arrays that go on by themselves"};
  launcher.choices = {"local", "slurm"};
  const OptionSpec dry{"dry-run", "", Word::text, "print the scripts for slurm, submit nothing"};
  return {
      {"study run",
       "Train every trial of a study: a random search, a grid, a list or a population",
       {file, overrides},
       {written("out", "DIR", Word::folder,
                "the study's new folder; default: studies/<experiment>/<UTC time>"),
        jobs, launcher, dry, plugin_path},
       "study"},
      {"study check",
       "Report every mistake in a study, run nothing",
       {file, overrides},
       {plugin_path},
       "study"},
      {"study draws",
       "Print what each trial of a study draws (CSV), run nothing",
       {file, overrides},
       {plugin_path},
       "study"},
      {"study status",
       "Show how far a study is, its best trials, and what failed",
       {folder},
       {{"watch", "", Word::text, "show it again every two seconds, until it ends"},
        {"json", "", Word::text, "print one object of JSON"}},
       "study"},
      {"study resume",
       "Go on with a study that was stopped or killed",
       {folder},
       {jobs, launcher, dry, plugin_path},
       "study"},
      {"study extend",
       "Give a study more trials, the next of the same stream of draws, and run them",
       {folder},
       {more, jobs, launcher, plugin_path},
       "study"},
      {"study retry", "Try failed trials again", {folder}, {jobs, launcher, plugin_path}, "study"},
      {"study work",
       "Train the trials of one task of a submission",
       {folder},
       {{"round", "N", Word::number, "the submission"},
        {"task", "N", Word::number, "the task"},
        plugin_path},
       "study",
       true},
      {"study advance",
       "Collect what the tasks of a submission did, and submit what is left",
       {folder},
       {plugin_path},
       "study",
       true},
      {"study stop",
       "Let whoever works on a study save everything and end, and wait for it",
       {folder},
       {},
       "study"},
      {"study replay",
       "Train the schedule that a population has found again, as one model",
       {folder},
       {written("out", "DIR", Word::folder,
                "the folder of its runs; default: replay in the study's"),
        {"seed", "N", Word::number,
         "of the training; default: those of the workers, which gives the same weights"},
        plugin_path},
       "study"},
      {"study best",
       "Print the folder of the best run, and what was drawn for it",
       {folder},
       {},
       "study"},
  };
}

CommandSpec report_command() {
  return {"report",
          "Draw runs, studies or data as one HTML file with their figures",
          {{"RUN", Word::run,
            "folders of runs or studies, experiments, output or data files (HDF5)", true, true}},
          {{"output", "FILE", Word::file, "the file to write; default: report.html", 'o'}, force},
          "reports"};
}

CommandSpec benchmark() {
  OptionSpec engine{"engine", "NAME", Word::choice,
                    "fused or autograd; default: the experiment's and autograd, in turn"};
  engine.choices = {"fused", "autograd"};
  auto file = experiment;
  file.help = "an experiment (TOML), which may have a table [bench]; default: all of npd:bench";
  file.required = false;
  return {
      "bench",
      "Time training steps of an experiment, or of the full-size models",
      {file, overrides},
      {engine,
       threads,
       {"steps", "N", Word::number, "how many steps are timed; default: 10"},
       {"samples", "N", Word::number, "posterior samples of all trials to time, too; default: 0"},
       json,
       plugin_path},
      "speed"};
}

std::vector<CommandSpec> commands_of_the_program() {
  OperandSpec shell{"SHELL", Word::choice, "bash, zsh or fish"};
  shell.choices = {"bash", "zsh", "fish"};
  return {
      {"help",
       "Explain a command or a topic",
       {{"PAGE", Word::page, "a command, or a topic; default: what there is", false, true}},
       {}},
      {"completion", "Print what makes a shell complete the command line of npd", {shell}, {}},
      {"manual",
       "Write all man pages into a folder",
       {{"DIR", Word::folder, "made if it is not there"}},
       {},
       "",
       true},
      {"complete plugins",
       "Print the ids of all plugins, one a line",
       {{"KIND", Word::kind, "only of this kind", false}},
       {plugin_path},
       "",
       true},
      {"complete experiments",
       "Print the experiments that come with npd, one a line",
       {},
       {},
       "",
       true},
      {"complete keys",
       "Print the keys of an experiment, one a line",
       {experiment},
       {plugin_path},
       "",
       true},
  };
}

}  // namespace

bool CommandSpec::takes_overrides() const {
  return std::any_of(operands.begin(), operands.end(),
                     [](const OperandSpec& operand) { return operand.word == Word::override_; });
}

const std::vector<CommandSpec>& command_specs() {
  static const std::vector<CommandSpec> specs = [] {
    std::vector<CommandSpec> all;
    for (const auto& group : {commands_of_runs(),
                              commands_of_studies(),
                              commands_of_experiments(),
                              commands_of_plugins(),
                              {report_command(), benchmark()},
                              commands_of_the_program()}) {
      all.insert(all.end(), group.begin(), group.end());
    }
    return all;
  }();
  return specs;
}

const CommandSpec* find_command_spec(std::string_view name) {
  for (const auto& spec : command_specs()) {
    if (spec.name == name) return &spec;
  }
  return nullptr;
}

const std::vector<const char*>& kind_words() {
  static const std::vector<const char*> words = [] {
    std::vector<const char*> names;
    for (const Kind kind : all_kinds) names.push_back(kind_name(kind));
    return names;
  }();
  return words;
}

}  // namespace npd::app
