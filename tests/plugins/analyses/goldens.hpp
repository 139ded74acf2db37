#pragma once

#include <npd/ops.hpp>
#include <npd/tensor.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

/// \file goldens.hpp
/// Files of numbers that analyses are held to: those of the folders `dynamics` and `residual` in
/// NPD_GOLDEN_DIR, else the project's own.
namespace npd::testing {

/// The files of a family whose name starts with `prefix`, sorted; none where NPD_GOLDEN_DIR has no
/// such family.
/// \throws std::runtime_error if the project's own are not there: a golden test never passes for
///         lack of gold
inline std::vector<std::filesystem::path> goldens_of(const std::string& family,
                                                     const std::string& prefix) {
  const char* given = std::getenv("NPD_GOLDEN_DIR");
  const std::filesystem::path folder =
      std::filesystem::path(given != nullptr ? given : NPD_TEST_DATA "/goldens") / family;
  std::vector<std::filesystem::path> files;
  if (std::filesystem::is_directory(folder)) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().filename().string().starts_with(prefix)) files.push_back(entry.path());
    }
  }
  if (files.empty() && given == nullptr) {
    throw std::runtime_error("no golden file " + prefix + "* in " + folder.string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

inline std::vector<std::filesystem::path> dynamics_goldens(const std::string& prefix) {
  return goldens_of("dynamics", prefix);
}

/// max|a - b| / max|b|
inline double relative_error(const Tensor& a, const Tensor& b) {
  return (at::abs(a - b).max() / at::abs(b).max()).item<double>();
}

}  // namespace npd::testing
