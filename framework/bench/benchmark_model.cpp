#include "bench/benchmark_model.hpp"

#include "model/initialise.hpp"

#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace npd::bench {
namespace {

/// Leaves every parameter at its default but for a generator inside another, which is a GRU.
class InnerGru final : public Params {
 public:
  explicit InnerGru(host::Registry& registry) : registry_(registry) {}

 protected:
  void parameter(const ParameterInfo&, ParameterRef value) override {
    if (auto* const* slot = std::get_if<AnySlot*>(&value)) {
      **slot = GeneratorSlot("gru", [this](const GeneratorShape& shape) {
        return registry_.make<Generator>(registry_.find(Kind::generator, "gru"), *this, shape);
      });
    }
  }

 private:
  host::Registry& registry_;
};

bool is_encoder_input(std::string_view name) {
  return name.starts_with("encoder.") && name.ends_with("input_weight");
}

}  // namespace

const std::vector<BenchmarkModel>& benchmark_models() {
  static const std::vector<BenchmarkModel> models{
      {"base", "gru", "linear"},
      {"low_rank", "low_rank", "linear", 64},
      {"mlp_rnn_flow", "mlp_rnn", "flow", 20, 4, 0, 20},
      {"frozen", "frozen", "linear"},
      {"base_ext", "gru", "linear", 20, 0, 2},
  };
  return models;
}

BenchmarkSubject make_subject(const BenchmarkModel& benchmark, host::Registry& registry,
                              std::int64_t neurons, const sequence::EngineChoice& choice) {
  InnerGru defaults(registry);
  const auto state_dim = benchmark.state_dim;
  auto generator =
      registry.make<Generator>(registry.find(Kind::generator, benchmark.generator), defaults,
                               {benchmark.co_dim + benchmark.external_dim, state_dim});
  auto readout = registry.make<Readout>(registry.find(Kind::readout, benchmark.readout), defaults,
                                        {state_dim, neurons});
  auto engine = sequence::choose_engine(choice, *generator, *readout);
  model::Config config;
  config.co_dim = benchmark.co_dim;
  auto model = std::make_unique<model::Lfads>(
      config, data::Sizes{neurons, neurons, benchmark.external_dim}, state_dim,
      std::move(generator), std::move(readout), engine.operations);
  model::initialise(*model, 0);
  return {std::move(model), std::move(engine)};
}

PhaseFlops flops_per_bin(const BenchmarkModel& benchmark, const model::Lfads& model) {
  PhaseFlops flops;
  for (const auto& weight : model.weights()) {
    const std::string_view name = weight.name;
    const bool each_bin = weight.value.dim() == 2 && !name.starts_with("encoder.ic_linear") &&
                          !name.starts_with("decoder.ic_to_g0");
    const bool unused = benchmark.generator == "frozen" && name.starts_with("encoder.ic.");
    if (!each_bin || unused) continue;
    const int passes = 1 + (weight.trained ? 1 : 0) + (is_encoder_input(name) ? 0 : 1);
    const double once = 2.0 * passes * static_cast<double>(weight.value.numel());
    if (name.starts_with("encoder.")) flops.encoder += once;
    if (name.starts_with("decoder.")) flops.decoder += once;
    if (name.starts_with("readout.")) {
      flops.readout += once * static_cast<double>(benchmark.readout_passes);
    }
  }
  return flops;
}

}  // namespace npd::bench
