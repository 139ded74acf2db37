#include "sequence/engine.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>
#include <npd/readout.hpp>

#include <memory>

#include <npd/testing/catch.hpp>

using namespace npd;
using namespace npd::sequence;
using npd::testing::StartsWith;

namespace {

/// Kernels that are never called.
struct AnyGeneratorKernel final : GeneratorKernel {
  KernelMemory memory() const override { return {}; }
  void prepare() override {}
  void forward(ConstPanel, ConstPanel, Panel, float*, float*) const override {}
  void backward(ConstPanel, ConstPanel, ConstPanel, const float*, ConstPanel, Panel, Panel,
                const WeightGradients&, float*) const override {}
};
struct AnyReadoutKernel final : ReadoutKernel {
  KernelMemory memory() const override { return {}; }
  void prepare() override {}
  void forward(ConstPanel, Panel, float*, float*) const override {}
  void backward(ConstPanel, const float*, ConstPanel, Panel, const WeightGradients&,
                float*) const override {}
};

struct AnyGenerator final : Generator {
  explicit AnyGenerator(bool has) : has_kernel(has) {}
  Tensor step(const Tensor&, const Tensor& state) override { return state; }
  std::shared_ptr<GeneratorKernel> kernel() override {
    return has_kernel ? std::make_shared<AnyGeneratorKernel>() : nullptr;
  }
  bool has_kernel;
};
struct AnyReadout final : Readout {
  explicit AnyReadout(bool has) : has_kernel(has) {}
  Tensor output_parameters(const Tensor& factors) override { return factors; }
  std::shared_ptr<ReadoutKernel> kernel() override {
    return has_kernel ? std::make_shared<AnyReadoutKernel>() : nullptr;
  }
  bool has_kernel;
};

std::string chosen(const std::string& engine, bool generator_kernel, bool readout_kernel) {
  AnyGenerator generator(generator_kernel);
  AnyReadout readout(readout_kernel);
  return choose_engine({engine, {3, 2}}, generator, readout).name;
}

}  // namespace

TEST_CASE("auto is the fastest backend, which says what it leaves out") {
  CHECK(chosen("auto", true, true) == "fused");
  CHECK(chosen("auto", false, true) ==
        "fused, but autograd for the generator, which offers no kernel");
  CHECK(chosen("auto", true, false) ==
        "fused, but autograd for the readout, which offers no kernel");
  CHECK(chosen("auto", false, false) ==
        "fused, but autograd for the generator and the readout, which offer no kernel");
}

TEST_CASE("a backend that is asked for does all or is refused") {
  CHECK(chosen("fused", true, true) == "fused");
  CHECK(chosen("autograd", false, false) == "autograd, as asked for");
  CHECK_THROWS_WITH(chosen("fused", true, false),
                    "\"fused\" cannot do the readout, which offers no kernel; use \"auto\" or "
                    "\"autograd\"");
  CHECK_THROWS_WITH(chosen("fuse", true, true),
                    "there is no engine \"fuse\"; did you mean \"fused\"?");
}

TEST_CASE("every backend of the table can be chosen, and times and threads are part of it") {
  CHECK(engine_names() == std::vector<std::string>{"auto", "fused", "autograd"});
  AnyGenerator generator(true);
  AnyReadout readout(true);
  for (const auto& backend : backends()) {
    const auto engine = choose_engine({backend.name, {3, 2}}, generator, readout);
    CHECK_THAT(engine.name, StartsWith(backend.name));
    const bool is_fused = std::string(backend.name) == "fused";
    CHECK(engine.operations->threads() == (is_fused ? 2 : 1));
    CHECK(engine.operations->times().has_value() == is_fused);
    // What is cut into shards is done by several threads at once.
    CHECK(engine.operations->shard_trials() == (is_fused ? 3 : 0));
  }
  AnyGenerator slow(false);
  CHECK(choose_engine({"auto", {3, 2}}, slow, readout).operations->shard_trials() == 0);
}
