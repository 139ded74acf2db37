#pragma once

#include "report/circuit_source.hpp"
#include "results/published.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace npd::report {

/// What a page is about: a run, a study or a file.
struct Subject {
  std::filesystem::path path;
  /// The name of the experiment whose data the file holds, made for this page; empty: it was there.
  std::string experiment = {};
  /// Makes the circuit behind its data; null: nobody can. May throw npd::Error.
  std::function<std::optional<CircuitSource>()> circuit = {};

  // A path is a subject.
  Subject(std::filesystem::path where) : path(std::move(where)) {}  // NOLINT
};

/// The page of one or several runs, studies or files, as the text of an HTML file.
/// \param page_folder  where the file will stand: links lead from there to reports of trials
/// \throws DataError if one of them is neither
std::string report_page(const std::vector<Subject>& subjects, const results::Published& published,
                        const std::filesystem::path& page_folder = ".");

}  // namespace npd::report
