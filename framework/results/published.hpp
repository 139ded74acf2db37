#pragma once

#include "results/finished_run.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

/// \file published.hpp
/// What published runs scored, and which of our runs are runs of the same kind. All of it is data:
/// the tables, and what they were made from, are in configs/published.
namespace npd::results {

/// One score over all runs of a cell.
struct PublishedScore {
  int n = 0;  ///< runs
  double median = 0, min = 0, max = 0, q25 = 0, q75 = 0;
};

/// The published scores of one cell, by metric.
using PublishedScores = std::map<std::string, PublishedScore>;

/// A model that figures were published of.
struct PublishedModel {
  std::string name;  ///< "lfads_base"
  /// The parameters that make a run one of this model, each with the values that it may have; the
  /// empty text stands for a run that has no such parameter.
  std::vector<std::pair<std::string, std::vector<std::string>>> parameters;
};

/// The published figures.
class Published {
 public:
  Published() = default;
  Published(std::vector<PublishedModel> models, std::map<std::string, PublishedScores> scores)
      : models_(std::move(models)), scores_(std::move(scores)) {}

  /// The cell of a run: its data set and its model ("murray_rec_pfc/lfads_base"), whether there are
  /// figures for it or not. Empty: it is none of the published models.
  std::string cell_of(const FinishedRun& run) const;

  /// The scores of a cell, or null.
  const PublishedScores* scores(const std::string& cell) const;

  /// One score of a cell, or null.
  const PublishedScore* score(const std::string& cell, const std::string& metric) const;

 private:
  std::vector<PublishedModel> models_;
  std::map<std::string, PublishedScores> scores_;
};

/// Reads models.csv and scores.csv of a folder.
/// \throws DataError if one is not there or malformed
Published read_published(const std::filesystem::path& folder);

}  // namespace npd::results
