/// \file frozen.cpp
/// Another generator whose weights stay as they start and whose initial state tells nothing about
/// the trial, so that only the controller can steer it.
#include <npd/error.hpp>
#include <npd/generator.hpp>

#include <memory>
#include <vector>

namespace {

class Frozen final : public npd::Generator {
 public:
  struct Config {
    npd::GeneratorSlot inner;

    void visit(npd::Params& p) { p("inner", inner, "The generator that is not trained"); }
  };

  Frozen(const Config& config, npd::GeneratorShape shape)
      : inner_(child("inner", create(config.inner, shape))) {}

  npd::Tensor step(const npd::Tensor& input, const npd::Tensor& state) override {
    return inner_->step(input, state);
  }

  std::vector<npd::Tensor> recurrent_weights() const override {
    return inner_->recurrent_weights();
  }

  npd::Jacobian jacobian(const npd::Tensor& input, const npd::Tensor& state) override {
    return inner_->jacobian(input, state);
  }
  std::optional<npd::Box> domain(const npd::Tensor& input) override {
    return inner_->domain(input);
  }
  npd::Tensor starts(const npd::Tensor& input, std::int64_t count,
                     npd::RandomStream& random) override {
    return inner_->starts(input, count, random);
  }

  bool trained() const override { return false; }
  std::vector<npd::FurtherOutput> further_outputs() const override {
    return inner_->further_outputs();
  }
  std::vector<npd::Tensor> further(const npd::Tensor& input, const npd::Tensor& state) override {
    return inner_->further(input, state);
  }
  npd::InitialState initial_state() const override { return npd::InitialState::prior; }
  std::shared_ptr<npd::GeneratorKernel> kernel() override { return inner_->kernel(); }

 private:
  static std::shared_ptr<npd::Generator> create(const npd::GeneratorSlot& slot,
                                                const npd::GeneratorShape& shape) {
    if (!slot.filled())
      throw npd::ConfigError("inner",
                             "is missing; name a generator, for example { plugin = \"gru\" }");
    return slot.create(shape);
  }

  std::shared_ptr<npd::Generator> inner_;
};

}  // namespace

NPD_GENERATOR(Frozen, "frozen", "0.1.0", "Another generator with untrained weights")
