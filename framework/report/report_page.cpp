#include "report/report_page.hpp"

#include "base/times.hpp"
#include "report/array_store.hpp"
#include "report/circuit_content.hpp"
#include "report/html_page.hpp"
#include "report/run_content.hpp"
#include "report/study_content.hpp"

#include <npd/error.hpp>
#include <npd/version.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <utility>

namespace npd::report {
namespace {

/// Counts and rates that a page holds: 1000 trials of 130 bins of 30 neurons, with truth.
constexpr std::int64_t most_numbers = 12'000'000;

std::string title_of(const std::vector<std::string>& names) {
  std::string title = names[0];
  if (names.size() > 1) title += " and " + std::to_string(names.size() - 1) + " more";
  return title;
}

void note_experiment(const Subject& subject, RunSource& source) {
  if (subject.experiment.empty()) return;
  source.name = source.made_for = subject.experiment;
}

/// The circuit behind a run or file; a figure never stops a report.
nlohmann::json circuit_of(const Subject& subject, RunSource& source, ArrayStore& store) {
  if (!subject.circuit) return nullptr;
  try {
    const auto circuit = subject.circuit();
    return circuit ? circuit_content(*circuit, store) : nlohmann::json();
  } catch (const Error& error) {
    source.absent.push_back(fmt::format("The circuit behind the data: {}.", error.what()));
    return nullptr;
  }
}

nlohmann::json content_of(const Subject& subject, RunSource& source,
                          const results::Published& published, ArrayStore& store) {
  auto circuit = circuit_of(subject, source, store);
  auto content = run_content(source, published, store);
  content["circuit"] = std::move(circuit);
  return content;
}

}  // namespace

std::string report_page(const std::vector<Subject>& subjects, const results::Published& published,
                        const std::filesystem::path& page_folder) {
  HtmlPage page;
  ArrayStore store(most_numbers / static_cast<std::int64_t>(subjects.size()));
  auto runs = nlohmann::json::array(), studies = nlohmann::json::array();
  std::vector<std::string> names;
  for (const auto& subject : subjects) {
    if (is_study(subject.path)) {
      const auto study = read_study_source(subject.path);
      names.push_back(study.name);
      studies.push_back(study_content(study, published, store, page_folder));
      continue;
    }
    auto source = read_run_source(subject.path);
    note_experiment(subject, source);
    names.push_back(source.name);
    runs.push_back(content_of(subject, source, published, store));
  }
  page.title = title_of(names);
  page.arrays = store.take();
  page.content = {{"title", page.title},
                  {"written", base::utc_time_text()},
                  {"version", sdk_version()},
                  {"runs", runs},
                  {"studies", studies}};
  return html_text_of(page);
}

}  // namespace npd::report
