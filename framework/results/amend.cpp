#include "results/amend.hpp"

#include "base/csv.hpp"
#include "base/sha256.hpp"
#include "results/run_record.hpp"

#include <npd/atomic_file.hpp>
#include <npd/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace npd::results {
namespace {

namespace fs = std::filesystem;

/// The first line of what scores_csv writes, and the line of each score.
struct ScoreLines {
  std::string heading;
  std::vector<std::pair<std::string, std::string>> lines;  ///< by name
};

ScoreLines lines_of(const Scores& scores) {
  ScoreLines all{scores_csv({}), {}};
  for (const auto& row : scores.rows) {
    all.lines.emplace_back(row.score.name, scores_csv({{row}, {}}).substr(all.heading.size()));
  }
  return all;
}

}  // namespace

std::string with_scores(const fs::path& file, const Scores& further) {
  auto [heading, added] = lines_of(further);
  const auto table = base::read_csv(file);
  if (base::csv_line(table.columns) != heading) {
    throw DataError(fmt::format("{}: is a table of an older npd; run it again", file.string()));
  }
  std::set<std::string> gone;
  for (const auto& score : further.skipped) gone.insert(score.name);
  std::string csv = heading;
  const auto name = table.column("metric");
  for (const auto& row : table.rows) {
    const auto again = std::find_if(added.begin(), added.end(),
                                    [&](const auto& line) { return line.first == row[name]; });
    if (again != added.end()) {
      csv += again->second;
      added.erase(again);
    } else if (!gone.contains(row[name])) {
      csv += base::csv_line(row);
    }
  }
  for (const auto& [score, line] : added) csv += line;
  return csv;
}

void amend_run(const RunFolder& folder, const Scores& further, const std::vector<fs::path>& files) {
  const auto scores = with_scores(folder.scores(), further);
  const auto name_of = [&](const fs::path& file) {
    return file.lexically_relative(folder.path()).string();
  };
  auto record = read_run_record(folder.record());
  // Whoever reads, or kills, in between finds either of both.
  record.coming_files = {{name_of(folder.scores()), base::sha256_of(scores)}};
  write_run_record(folder.record(), record);
  write_text(folder.scores(), scores);
  record.files[name_of(folder.scores())] = base::sha256_of(scores);
  record.coming_files.clear();
  for (const auto& file : files) record.files[name_of(file)] = base::sha256_of_file(file);
  std::erase_if(record.files, [&](const auto& file) {
    return file.first.starts_with(name_of(folder.analyses()) + "/") &&
           !fs::exists(folder.path() / file.first);
  });
  write_run_record(folder.record(), record);
}

}  // namespace npd::results
