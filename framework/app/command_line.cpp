#include "app/command_line.hpp"

#include <npd/names.hpp>
#include "app/exit_codes.hpp"
#include "app/help.hpp"
#include "app/plugin_name.hpp"

#include <npd/version.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/program_options.hpp>

#include <algorithm>
#include <cstring>
#include <limits>
#include <set>
#include <sstream>
#include <string_view>

namespace npd::app {
namespace {

namespace po = boost::program_options;
using Words = std::vector<std::string>;

/// \param where  the command so far; empty: none yet
Answer usage_error(const std::string& where, const std::string& what) {
  if (where.empty()) return {exit_usage, fmt::format("npd: error: {} (see npd --help)\n", what)};
  return {exit_usage, fmt::format("npd: error: {0}: {1} (see npd {0} --help)\n", where, what)};
}

/// The words that may follow `name`, "plugins" or the empty name; none if it is a whole command.
Words next_words(const std::string& name) {
  std::set<std::string> words;
  const std::string prefix = name.empty() ? "" : name + " ";
  for (const auto& spec : command_specs()) {
    const std::string_view whole = spec.name;
    if (!whole.starts_with(prefix)) continue;
    const auto rest = whole.substr(prefix.size());
    words.emplace(rest.substr(0, rest.find(' ')));
  }
  return {words.begin(), words.end()};
}

bool asks_for_help(const std::string& word) { return word == "--help" || word == "-h"; }

/// `key.path=value`, but not a path with an equals sign in some folder's name.
bool is_override(const std::string& word) {
  const auto equals = word.find('=');
  return equals != std::string::npos && equals > 0 && word.find('/') > equals;
}

po::options_description visible_options(const CommandSpec& spec) {
  po::options_description options("Options", 100);
  auto add = options.add_options();
  if (const auto* output = output_option(spec.output)) {
    add(output->name, po::value<std::string>()->value_name(output->value), output->help);
  }
  for (const auto& option : spec.options) {
    add(option.name, po::value<std::string>()->value_name(option.value), option.help);
  }
  if (spec.loads_plugins) {
    add("plugin-path", po::value<Words>()->composing()->value_name("DIR"),
        "look for plugins here first; may be repeated");
  }
  add("help,h", "print this");
  return options;
}

/// Throws po::error.
po::variables_map parse_options(const Words& words, const po::options_description& visible) {
  po::options_description all;
  all.add(visible).add_options()("operand", po::value<Words>());
  po::positional_options_description operands;
  operands.add("operand", -1);
  po::variables_map values;
  po::store(po::command_line_parser(words)
                .options(all)
                .positional(operands)
                .style(po::command_line_style::unix_style & ~po::command_line_style::allow_guessing)
                .run(),
            values);
  return values;
}

std::string unknown_option_text(const po::unknown_option& error,
                                const po::options_description& options) {
  Words names;
  for (const auto& option : options.options()) names.push_back("--" + option->long_name());
  const auto name = error.get_option_name();
  return fmt::format("unknown option \"{}\"{}", name, did_you_mean(name, names));
}

std::size_t most_operands(Operands operands) {
  switch (operands) {
    case Operands::none:
      return 0;
    case Operands::component:
      return 2;
    case Operands::new_plugin:
      return 3;
    case Operands::runs:
    case Operands::libraries:
      return std::numeric_limits<std::size_t>::max();
    default:
      return 1;
  }
}

/// The operands that must be there.
Words required_operands(Operands operands) {
  switch (operands) {
    case Operands::none:
      return {};
    case Operands::component:
      return {"ID"};
    case Operands::new_plugin:
      return {"KIND", "NAME"};
    case Operands::run:
    case Operands::runs:
      return {"RUN"};
    case Operands::libraries:
      return {"LIBRARY"};
    default:
      return {"FILE"};
  }
}

/// What is wrong with the word for a kind of component, or nothing.
std::string wrong_kind(const std::string& word) {
  const Words kinds{"dataset", "generator", "readout", "metric"};
  if (std::find(kinds.begin(), kinds.end(), word) != kinds.end()) return {};
  return fmt::format("unknown kind \"{}\"; must be one of {}{}", word, fmt::join(kinds, ", "),
                     did_you_mean(word, kinds));
}

/// Splits what is left beside options into the command's arguments and overrides.
/// \return what is wrong, or nothing
std::string take_operands(const CommandSpec& spec, const Words& operands, Command& command) {
  for (const auto& word : operands) {
    const bool overrides = spec.operands == Operands::file_and_overrides && is_override(word);
    (overrides ? command.overrides : command.arguments).push_back(word);
  }
  const auto& arguments = command.arguments;
  const Words required = required_operands(spec.operands);
  const std::size_t most = most_operands(spec.operands);
  if (arguments.size() < required.size()) {
    return fmt::format("{} is missing", required[arguments.size()]);
  }
  if (arguments.size() > most) {
    return fmt::format("unexpected \"{}\"{}", arguments[most],
                       spec.operands == Operands::file_and_overrides
                           ? "; what follows FILE must be key=value"
                           : "");
  }
  if (spec.operands == Operands::component && arguments.size() == 2)
    return wrong_kind(arguments[0]);
  if (spec.operands == Operands::new_plugin) {
    auto wrong = wrong_kind(arguments[0]);
    return wrong.empty() ? wrong_plugin_name(arguments[1]) : wrong;
  }
  return {};
}

std::variant<Command, Answer> parse_command(const CommandSpec& spec, const Words& words) {
  const auto options = visible_options(spec);
  try {
    const auto values = parse_options(words, options);
    if (values.count("help") != 0) {
      std::ostringstream list;
      list << options;
      return Answer{exit_ok, command_help(spec, list.str())};
    }
    Command command;
    command.name = spec.name;
    const auto operands = values.count("operand") != 0 ? values["operand"].as<Words>() : Words{};
    if (auto wrong = take_operands(spec, operands, command); !wrong.empty()) {
      return usage_error(spec.name, wrong);
    }
    if (const auto* output = output_option(spec.output)) {
      const std::string name(output->name, std::strcspn(output->name, ","));
      if (values.count(name) != 0) command.output = values[name].as<std::string>();
      if (output->required && command.output.empty()) {
        return usage_error(spec.name, fmt::format("{} is missing", output->synopsis));
      }
    }
    for (const auto& option : spec.options) {
      if (values.count(option.name) == 0) continue;
      command.options[option.name] = values[option.name].as<std::string>();
    }
    if (values.count("plugin-path") != 0) {
      for (const auto& folder : values["plugin-path"].as<Words>()) {
        command.plugin_path.emplace_back(folder);
      }
    }
    return command;
  } catch (const po::unknown_option& error) {
    return usage_error(spec.name, unknown_option_text(error, options));
  } catch (const po::error& error) {
    return usage_error(spec.name, error.what());
  }
}

/// A command's name, and what stands behind it.
struct Call {
  const CommandSpec* spec;
  Words rest;
};

std::variant<Call, Answer> find_command(const Words& words) {
  std::string name;
  for (auto word = words.begin(); word != words.end(); ++word) {
    if (asks_for_help(*word)) return Answer{exit_ok, group_help(name)};
    const auto known = next_words(name);
    if (std::find(known.begin(), known.end(), *word) == known.end()) {
      return usage_error(
          name, fmt::format("unknown command \"{}\"{}", *word, did_you_mean(*word, known)));
    }
    name += (name.empty() ? "" : " ") + *word;
    const auto& specs = command_specs();
    const auto spec = std::find_if(specs.begin(), specs.end(),
                                   [&](const CommandSpec& s) { return s.name == name; });
    if (spec != specs.end()) return Call{&*spec, {word + 1, words.end()}};
  }
  return usage_error(name, fmt::format("say what to do: {}", fmt::join(next_words(name), ", ")));
}

}  // namespace

const std::vector<CommandSpec>& command_specs() {
  static const std::vector<CommandSpec> specs{
      {"run", Operands::file_and_overrides, Output::run_folder, true,
       "Train the model of an experiment and score it"},
      {"resume",
       Operands::run,
       Output::none,
       true,
       "Go on with a run that was interrupted or killed, from its last complete epoch",
       {{"threads", "N", "default: as the run was started; any number gives the same results"}}},
      {"evaluate",
       Operands::run,
       Output::score_file,
       true,
       "Score a run, or any output file of lfads-torch, again without training",
       {{"config", "FILE", "which metrics (TOML); default: those of the run, or all"}}},
      {"compare", Operands::runs, Output::csv_file, false,
       "Show the scores of runs side by side, with published ones of the same kind"},
      {"tables", Operands::runs, Output::table_folder, false,
       "Write regression.csv and procrustes.csv, a row a run, as the original names columns"},
      {"simulate", Operands::file_and_overrides, Output::data_file, true,
       "Write the data set of an experiment to a file (HDF5)"},
      {"config show", Operands::file_and_overrides, Output::none, true,
       "Print an experiment with everything included, and where each value comes from"},
      {"config check", Operands::file_and_overrides, Output::none, true,
       "Report every mistake in an experiment, run nothing"},
      {"plugins list", Operands::none, Output::none, true,
       "Show all plugins, where they were found, and which were skipped and why"},
      {"plugins describe", Operands::component, Output::none, true,
       "Show the parameters of a plugin, and TOML to copy"},
      {"plugins check",
       Operands::libraries,
       Output::none,
       false,
       "Try libraries, each in a process of its own that may crash or hang",
       {{"timeout", "SECONDS", "how long each may take; default: 30"}}},
      {"plugins new", Operands::new_plugin, Output::none, false,
       "Write a project for a plugin of your own, with a test and an experiment"},
      {"data describe", Operands::file, Output::none, false,
       "Show what a data file holds: keys, shapes, rates, silent neurons"},
      {"bench",
       Operands::none,
       Output::none,
       true,
       "Time training steps: a table, then one line of JSON for each of its rows",
       {{"model", "NAME", "base, low_rank, mlp_rnn_flow, frozen or base_ext; default: all"},
        {"engine", "NAME", "fused or autograd; default: both, in turn"},
        {"threads", "N", "of the fused engine; default: one for each core"},
        {"panel-trials", "N", "training.panel_trials of the fused engine; default: 64"},
        {"steps", "N", "how many steps are timed; default: 10"},
        {"samples", "N", "posterior samples of the batch to time, too; default: 0"},
        {"batch", "N", "trials of a step; default: 256"},
        {"bins", "N", "of a trial; default: 100"},
        {"neurons", "N", "recorded and encoded; default: 30"}}},
  };
  return specs;
}

const OutputOption* output_option(Output output) {
  static constexpr OutputOption options[] = {
      {Output::run_folder, "out", "[--out DIR]", "DIR",
       "the run's new folder; default: runs/<experiment>/<UTC time>", false},
      {Output::data_file, "output,o", "-o FILE", "FILE", "the file to write; required", true},
      {Output::score_file, "out", "[--out FILE]", "FILE",
       "also write the scores there (CSV); never overwrites", false},
      {Output::csv_file, "csv", "[--csv FILE]", "FILE",
       "also write the comparison there, with all digits; never overwrites", false},
      {Output::table_folder, "output,o", "-o DIR", "DIR",
       "where to write the two tables; required; never overwrites", true},
  };
  for (const auto& option : options) {
    if (option.output == output) return &option;
  }
  return nullptr;
}

std::variant<Command, Answer> parse_command_line(const Words& words) {
  if (words.empty()) return Answer{exit_usage, general_help()};
  if (asks_for_help(words[0])) return Answer{exit_ok, general_help()};
  if (words[0] == "--version") return Answer{exit_ok, fmt::format("npd {}\n", sdk_version())};
  if (words[0].starts_with("-")) {
    return usage_error({}, fmt::format("unknown option \"{}\"{}", words[0],
                                       did_you_mean(words[0], {"--help", "--version"})));
  }
  const auto found = find_command(words);
  if (const auto* answer = std::get_if<Answer>(&found)) return *answer;
  const auto& [spec, rest] = std::get<Call>(found);
  auto result = parse_command(*spec, rest);
  if (auto* command = std::get_if<Command>(&result)) command->words = words;
  return result;
}

}  // namespace npd::app
