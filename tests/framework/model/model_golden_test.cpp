#include "golden/golden_file.hpp"
#include "golden/golden_names.hpp"
#include "sequence/fused.hpp"

#include <npd/ops.hpp>

#include <algorithm>
#include <cmath>

#include <npd/testing/catch.hpp>

using namespace npd;
using namespace npd::testing;

namespace {

using Engine = std::shared_ptr<sequence::Operations>;

Engine autograd() { return std::make_shared<sequence::AutogradOperations>(); }

constexpr double cd_rate = 0.3;
constexpr std::int64_t epoch = 9;

/// Our array for each key of a golden group; undefined where a model has no such thing.
std::map<std::string, Tensor> arrays_of(const model::Output& output) {
  const auto& sequence = output.sequence;
  return {{"ci", output.controller_inputs},
          {"co_means", sequence.controller_means},
          {"co_stds", sequence.controller_stds},
          {"con_states", sequence.controller_states},
          {"factors", sequence.factors},
          {"gen_init", output.initial_state},
          {"gen_inputs", sequence.generator_inputs},
          {"gen_states", sequence.generator_states},
          {"ic_mean", output.ic_mean},
          {"ic_std", output.ic_std},
          {"output_params", output.reconstruction.parameters.unsqueeze(3)}};
}

void check_arrays(const hdf5::File& file, const std::string& group, const model::Output& output,
                  double tolerance) {
  for (const auto& [key, ours] : arrays_of(output)) {
    const std::string full = group + "/" + key;
    if (!file.has(full)) continue;
    INFO(full);
    const Tensor golden = file.read(full);
    if (golden.numel() == 0) {
      CHECK((!ours.defined() || ours.numel() == 0));
      continue;
    }
    REQUIRE(ours.defined());
    REQUIRE(ours.sizes() == golden.sizes());
    CHECK(array_error(ours, golden) < tolerance);
  }
}

void check_number(const hdf5::File& file, const std::string& group, const std::string& name,
                  double ours, double tolerance) {
  const double golden = file.number(group, name);
  INFO(group << " " << name << ": " << ours << ", golden " << golden);
  CHECK(std::abs(ours - golden) <= tolerance * std::max(std::abs(golden), 1e-12));
}

void check_loss(const hdf5::File& file, const std::string& group, const model::Loss& loss,
                double tolerance) {
  const auto value = [](const Tensor& x) { return x.item<double>(); };
  check_number(file, group, "recon", value(loss.reconstruction), tolerance);
  check_number(file, group, "l2", value(loss.l2), tolerance);
  check_number(file, group, "ic_kl", value(loss.kl_ic), tolerance);
  check_number(file, group, "co_kl", value(loss.kl_co), tolerance);
  check_number(file, group, "l2_ramp", loss.l2_ramp, 1e-12);
  check_number(file, group, "kl_ramp", loss.kl_ramp, 1e-12);
  check_number(file, group, "loss", value(loss.total), tolerance);
}

void check_gradients(const hdf5::File& file, const std::string& group, const Module& module,
                     double tolerance) {
  for (const auto& weight : module.weights()) {
    const std::string key = group + "/grads/" + golden_name(weight.name);
    INFO(weight.name << ", golden " << key);
    const Tensor& ours = weight.value.grad();
    if (!file.has(key)) {
      CHECK_FALSE(ours.defined());
      continue;
    }
    REQUIRE(ours.defined());
    CHECK(norm_error(ours, file.read(key)) < tolerance);
  }
}

void check_file(const std::filesystem::path& path, at::ScalarType type, const Engine& engine,
                double tolerance) {
  const auto file = hdf5::File::open(path);
  for (const std::string group : {"det", "noise", "train"}) {
    INFO(path.filename().string() << " " << group);
    GoldenModel golden(file, "params", type, engine);
    GoldenDraws draws(file, {group + "/noise", group + "/masks"}, type);
    model::Randomness randomness;
    if (group != "det") randomness.noise = &draws;
    if (group == "train") {
      randomness.dropout = &draws;
      randomness.coordinated_dropout_rate = cd_rate;
    }
    const auto output = golden.model().forward(golden.batch(), randomness);
    const auto loss = golden.model().loss(output, epoch, randomness.noise);
    check_arrays(file, group, output, tolerance);
    if (group == "det") {
      check_number(file, group, "recon", loss.reconstruction.item<double>(), tolerance);
      check_number(file, group, "l2", loss.l2.item<double>(), tolerance);
      continue;
    }
    check_loss(file, group, loss, tolerance);
    loss.total.backward();
    check_gradients(file, group, golden.model(), tolerance);
  }
}

void check_all(at::ScalarType type, const Engine& engine, double tolerance) {
  int checked = 0;
  for (const auto& path : golden_files("model_")) {
    const auto family = golden_family(path);
    if (!family_is_built(family)) {
      WARN("skipped " << path.filename().string() << ": no plugin for " << family);
      continue;
    }
    check_file(path, type, engine, tolerance);
    ++checked;
  }
  CHECK(checked > 0);
}

}  // namespace

TEST_CASE("golden models in float64: arrays, losses and gradients") {
  check_all(at::kDouble, autograd(), 1e-9);
}

TEST_CASE("golden models in float32: arrays, losses and gradients") {
  check_all(at::kFloat, autograd(), 1e-5);
}

TEST_CASE("golden models with the fused engine: arrays, losses and gradients") {
  check_all(at::kFloat, std::make_shared<sequence::FusedOperations>(16, 2), 1e-4);
}
