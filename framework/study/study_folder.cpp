#include "study/study_folder.hpp"

#include "results/new_folder.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

namespace npd::study {

namespace fs = std::filesystem;

StudyFolder StudyFolder::create(const std::string& experiment) {
  return StudyFolder(results::new_folder_of_now(fs::absolute(fs::path("studies") / experiment)));
}

StudyFolder StudyFolder::create_at(const fs::path& folder) {
  const fs::path path = fs::absolute(folder);
  results::make_folder(path);
  std::error_code error;
  if (fs::is_empty(path, error) && !error) return StudyFolder(path);
  throw OutputError(fmt::format(
      "{}: the folder is not empty, and a study never overwrites anything; choose a new one with "
      "--out, or go on with a study by: npd study resume {}",
      path.string(), folder.string()));
}

StudyFolder StudyFolder::planned(const fs::path& folder) {
  return StudyFolder(fs::absolute(folder));
}

StudyFolder StudyFolder::open(const fs::path& folder) {
  std::error_code error;
  const fs::path path = fs::canonical(folder, error);
  StudyFolder study(error ? folder : path);
  if (fs::exists(study.study(), error)) return study;
  throw DataError(
      fmt::format("{}: is not the folder of a study: it has no study.toml; give a "
                  "folder that `npd study run` wrote",
                  folder.string()));
}

std::string StudyFolder::name(std::size_t number) { return fmt::format("{:04}", number); }

std::string StudyFolder::generation_name(std::size_t generation) {
  return fmt::format("g{:02}", generation);
}

}  // namespace npd::study
