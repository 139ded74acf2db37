#include "split.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <charconv>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace murray {
namespace {

// The index in a line, white space around it allowed.
std::int64_t parse_index(std::string_view line, std::int64_t trials, const std::string& where) {
  constexpr std::string_view space = " \t\r";
  const auto begin = line.find_first_not_of(space);
  const auto text = begin == std::string_view::npos
                        ? std::string_view{}
                        : line.substr(begin, line.find_last_not_of(space) - begin + 1);
  std::int64_t index = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  if (!whole || index < 0 || index >= trials) {
    throw npd::DataError(fmt::format("{}: expected the index of a trial, 0 to {}, found \"{}\"",
                                     where, trials - 1, text));
  }
  return index;
}

// The line that named each trial, 0 for none.
std::vector<int> read_lines_of_trials(const std::filesystem::path& path, std::int64_t trials) {
  std::ifstream file(path);
  if (!file) {
    throw npd::DataError(
        fmt::format("{}: cannot be read; valid_trials_file needs a text file with "
                    "one trial index a line",
                    path.string()));
  }
  std::vector<int> line_of(static_cast<std::size_t>(trials));
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    const auto where = fmt::format("{}:{}", path.string(), number);
    const auto index = parse_index(line, trials, where);
    int& first = line_of[static_cast<std::size_t>(index)];
    if (first != 0) {
      throw npd::DataError(fmt::format(
          "{}: trial {} is already named in line {}; name each trial once", where, index, first));
    }
    first = number;
  }
  if (file.bad()) throw npd::DataError(fmt::format("{}: reading failed", path.string()));
  return line_of;
}

npd::Split split_of_file(const std::filesystem::path& path, std::int64_t trials) {
  const auto line_of = read_lines_of_trials(path, trials);
  npd::Split split;
  for (std::size_t trial = 0; trial < line_of.size(); ++trial) {
    auto& part = line_of[trial] == 0 ? split.train : split.valid;
    part.push_back(static_cast<std::int64_t>(trial));
  }
  if (split.train.empty() || split.valid.empty()) {
    throw npd::DataError(fmt::format(
        "{}: names {} of {} trials for validation; training and validation both need at least one",
        path.string(), split.valid.size(), trials));
  }
  return split;
}

}  // namespace

void SplitConfig::visit(npd::Params& p) {
  p("train_fraction", train_fraction, "Part of the trials that train; the others validate",
    npd::Bounds{0, 1, true, true});
  p("split_seed", split_seed, "Seed of the split", npd::at_least(0));
  p("valid_trials_file", valid_trials_file,
    "Text file with the index of one validation trial a line, in place of the seeded split");
}

npd::Split make_split(const SplitConfig& config, std::int64_t trials) {
  if (!config.valid_trials_file.empty()) return split_of_file(config.valid_trials_file, trials);
  npd::RandomStream random(static_cast<std::uint64_t>(config.split_seed), "split");
  return npd::random_split(trials, config.train_fraction, random);
}

}  // namespace murray
