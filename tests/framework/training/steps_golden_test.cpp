#include "golden/golden_file.hpp"
#include "golden/golden_names.hpp"
#include "sequence/fused.hpp"
#include "training/adamw.hpp"
#include "whole_batch.hpp"

#include <npd/ops.hpp>

#include <cmath>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include <npd/testing/catch.hpp>

using namespace npd;
using namespace npd::testing;

namespace {

using Engine = std::shared_ptr<sequence::Operations>;

Engine autograd() { return std::make_shared<sequence::AutogradOperations>(); }

/// The golden draws of some trials of the batch.
class ShardDraws final : public model::Draws {
 public:
  ShardDraws(GoldenDraws all, std::int64_t batch, std::int64_t first, std::int64_t count)
      : all_(std::move(all)), batch_(batch), first_(first), count_(count) {}
  Tensor normal(std::string_view stream, at::IntArrayRef shape) override {
    return shard(all_.normal(stream, whole(shape)));
  }
  Tensor keep_mask(std::string_view stream, at::IntArrayRef shape, double keep) override {
    return shard(all_.keep_mask(stream, whole(shape), keep));
  }
  Tensor dropout_mask(std::string_view stream, at::IntArrayRef shape, double rate) override {
    return shard(all_.dropout_mask(stream, whole(shape), rate));
  }

 private:
  std::vector<std::int64_t> whole(at::IntArrayRef shape) const {
    auto sizes = shape.vec();
    sizes[0] = batch_;
    return sizes;
  }
  Tensor shard(const Tensor& draws) const { return draws.narrow(0, first_, count_); }

  GoldenDraws all_;
  std::int64_t batch_, first_, count_;
};

// Six steps on one batch: loss and gradient norm of each, the weights at the end.
void check_steps(const std::filesystem::path& path, at::ScalarType type, const Engine& engine,
                 double tolerance) {
  INFO(path.filename().string());
  const auto file = hdf5::File::open(path);
  GoldenModel golden(file, "params0", type, engine);
  const training::Config config;
  training::AdamW optimiser(golden.model().weights(), config);
  for (int step = 0; step < 6; ++step) {
    const std::string group = "step" + std::to_string(step);
    INFO(group);
    const auto batch = golden.batch();
    const auto draws = [&](std::int64_t first, std::int64_t count) {
      return std::make_unique<ShardDraws>(GoldenDraws(file, {group}, type), batch.seen.size(0),
                                          first, count);
    };
    const auto epoch = static_cast<std::int64_t>(file.number(group, "epoch"));
    const auto loss =
        training::training_pass(golden.model(), source_of(batch, draws), epoch, config.cd_rate)
            .loss;
    const double norm = optimiser.clip_gradients(config.gradient_clip);
    optimiser.step(config.lr_init);
    const double golden_loss = file.number(group, "loss"),
                 golden_norm = file.number(group, "grad_norm");
    CHECK(std::abs(loss.total.item<double>() / golden_loss - 1) < tolerance);
    CHECK(std::abs(norm / golden_norm - 1) < tolerance);
  }
  for (const auto& weight : golden.model().weights()) {
    INFO(weight.name);
    const Tensor end = file.read("params_end/" + golden_name(weight.name));
    CHECK(array_error(weight.value, end.reshape(weight.value.sizes())) < tolerance);
  }
}

void check_all(at::ScalarType type, const Engine& engine, double tolerance) {
  int checked = 0;
  for (const auto& path : golden_files("trainseq_")) {
    if (!family_is_built(golden_family(path))) {
      WARN("skipped " << path.filename().string() << ": no plugin for this family");
      continue;
    }
    check_steps(path, type, engine, tolerance);
    ++checked;
  }
  CHECK(checked > 0);
}

}  // namespace

TEST_CASE("golden training steps in float64") { check_all(at::kDouble, autograd(), 1e-9); }

// Six steps amplify float32's rounding of the first: an Adam step divides by the gradient's size.
TEST_CASE("golden training steps in float32") { check_all(at::kFloat, autograd(), 1e-5); }

TEST_CASE("golden training steps with the fused engine, whole batches and in shards") {
  check_all(at::kFloat, std::make_shared<sequence::FusedOperations>(16, 2), 1e-4);
  // HDF5 reads the draws, one thread at a time.
  check_all(at::kFloat, std::make_shared<sequence::FusedOperations>(3, 1, true), 1e-4);
}
