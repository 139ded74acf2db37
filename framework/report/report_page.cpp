#include "report/report_page.hpp"

#include "base/times.hpp"
#include "report/array_store.hpp"
#include "report/html_page.hpp"
#include "report/run_content.hpp"
#include "report/study_content.hpp"

#include <npd/version.hpp>

#include <nlohmann/json.hpp>

namespace npd::report {
namespace {

/// Counts and rates that a page holds: 1000 trials of 130 bins of 30 neurons, with truth.
constexpr std::int64_t most_numbers = 12'000'000;

std::string title_of(const std::vector<std::string>& names) {
  std::string title = names[0];
  if (names.size() > 1) title += " and " + std::to_string(names.size() - 1) + " more";
  return title;
}

}  // namespace

std::string report_page(const std::vector<std::filesystem::path>& paths,
                        const results::Published& published) {
  HtmlPage page;
  ArrayStore store(most_numbers / static_cast<std::int64_t>(paths.size()));
  auto runs = nlohmann::json::array(), studies = nlohmann::json::array();
  std::vector<std::string> names;
  for (const auto& path : paths) {
    if (is_study(path)) {
      const auto study = read_study_source(path);
      names.push_back(study.name);
      studies.push_back(study_content(study));
      continue;
    }
    const auto source = read_run_source(path);
    names.push_back(source.name);
    runs.push_back(run_content(source, published, store));
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
