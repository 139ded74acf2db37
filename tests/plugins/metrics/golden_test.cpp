#include "metric_fixture.hpp"

#include <npd/hdf5.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include <npd/testing/catch.hpp>

namespace {

/// The metrics_case*.h5 of the folder NPD_GOLDEN_DIR, else of the project's own copies.
std::vector<std::filesystem::path> golden_cases() {
  const char* named = std::getenv("NPD_GOLDEN_DIR");
  const std::filesystem::path folder = named != nullptr ? named : NPD_TEST_DATA "/goldens";
  std::vector<std::filesystem::path> cases;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.rfind("metrics_case", 0) == 0 && entry.path().extension() == ".h5") {
      cases.push_back(entry.path());
    }
  }
  if (cases.empty()) throw std::runtime_error("no metrics_case*.h5 in " + folder.string());
  std::sort(cases.begin(), cases.end());
  return cases;
}

/// X is what the model says, Y the truth.
npd::Evaluation evaluation_of(const npd::hdf5::File& file) {
  return latents_only(file.read("Y"), file.read("X"));
}

void check_close(const std::map<std::string, npd::Score>& scores, const std::string& name,
                 double golden, double tolerance) {
  INFO(name << ": ours " << scores.at(name).value << ", golden " << golden);
  CHECK(std::abs(scores.at(name).value - golden) <= tolerance * std::max(1.0, std::abs(golden)));
}

}  // namespace

TEST_CASE("regression equals the golden values") {
  for (const auto& path : golden_cases()) {
    INFO(path.string());
    const auto file = npd::hdf5::File::open(path);
    const auto scores = scores_of("regression", evaluation_of(file));
    for (const std::string form : {"fwd", "bwd"}) {
      check_close(scores, form + "_latent_r2", file.number("", form + "_r2"), 1e-9);
      check_close(scores, "st_" + form + "_latent_r2", file.number("", "st_" + form + "_r2"), 1e-9);
      const npd::Tensor trials = file.read("st_" + form + "_r2_per_trial").to(at::kDouble);
      const double median = at::quantile(trials, 0.5).item<double>();
      check_close(scores, "st_median_" + form + "_latent_r2", median, 1e-9);
    }
  }
}

TEST_CASE("Procrustes distances equal the golden values") {
  for (const auto& path : golden_cases()) {
    INFO(path.string());
    const auto file = npd::hdf5::File::open(path);
    const auto scores = scores_of("procrustes", evaluation_of(file));
    for (const std::string form : {"lin", "rot"}) {
      check_close(scores, "latent_procrustes_" + form, file.number("", "procrustes_" + form), 1e-7);
    }
  }
}
