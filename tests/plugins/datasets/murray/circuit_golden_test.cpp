#include "murray/circuit_system.hpp"

#include <npd/hdf5.hpp>
#include <npd/ops.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <npd/testing/catch.hpp>

using npd::Tensor;

namespace {

/// dynamics/fixed_points_murray_*.h5 of the folder NPD_GOLDEN_DIR, else of the project's own
/// copies; none if that folder has no such family.
std::vector<std::filesystem::path> golden_circuits() {
  const char* named = std::getenv("NPD_GOLDEN_DIR");
  const auto folder =
      std::filesystem::path(named != nullptr ? named : NPD_TEST_DATA "/goldens") / "dynamics";
  std::vector<std::filesystem::path> files;
  if (!std::filesystem::is_directory(folder)) return files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().filename().string().starts_with("fixed_points_murray_")) {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// The circuit whose coupling a file holds; all have the same background.
std::unique_ptr<murray::CircuitSystem> circuit_of(const npd::hdf5::File& file) {
  const Tensor coupling = file.read("J").contiguous();
  const double* first = coupling.data_ptr<double>();
  const murray::Circuit circuit{
      static_cast<std::size_t>(coupling.size(0)), {first, first + coupling.numel()}, 0.334};
  return std::make_unique<murray::CircuitSystem>(
      murray::whole_circuit(circuit, 0, circuit.populations), murray::Integration{},
      murray::RateMap{});
}

void check_close(const std::string& what, const Tensor& found, const Tensor& golden) {
  INFO(what);
  CHECK((found - golden).abs().max().item<double>() <= 1e-9 * golden.abs().max().item<double>());
}

}  // namespace

TEST_CASE("golden fixed points of the circuit, and its derivatives there") {
  for (const auto& path : golden_circuits()) {
    const auto file = npd::hdf5::File::open(path);
    const auto system = circuit_of(file);
    const Tensor inputs = file.read("inputs");
    for (std::int64_t i = 0; i < inputs.size(0); ++i) {
      const std::string group = "input_" + std::to_string(i) + "/";
      INFO(path << " " << group);
      const Tensor points = file.read(group + "g");
      const Tensor input = inputs[i].expand({points.size(0), inputs.size(1)});
      check_close("step", system->step(input, points), points);
      const auto [by_state, by_input] = system->jacobian(input, points);
      check_close("J", by_state, file.read(group + "J"));
      check_close("Ju", by_input, file.read(group + "Ju"));
      const auto [a, b] = system->field()->jacobian(input, points);
      check_close("A", a, file.read(group + "A_continuous"));
      check_close("B", b, file.read(group + "B_continuous"));
    }
  }
}
