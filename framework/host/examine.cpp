#include "host/examine.hpp"

#include "host/registry.hpp"

#include <npd/dataset.hpp>
#include <npd/error.hpp>
#include <npd/generator.hpp>
#include <npd/metric.hpp>
#include <npd/ops.hpp>
#include <npd/readout.hpp>

#include <c10/core/GradMode.h>
#include <fmt/format.h>

#include <utility>
#include <variant>

namespace npd::host {
namespace {

/// Leaves every parameter at its default and remembers their names.
class NamedDefaults final : public Params {
 public:
  bool has(const std::string& name) const {
    return names_.find("\n" + name + "\n") != std::string::npos;
  }

 private:
  void parameter(const ParameterInfo& info, ParameterRef) override {
    names_ += "\n" + info.name + "\n";
  }
  std::string names_;
};

/// Numbers that are neither equal nor large.
Tensor some_numbers(at::IntArrayRef shape) {
  Tensor numbers = at::empty(shape, at::kFloat);
  for (std::int64_t i = 0; i < numbers.numel(); ++i)
    numbers.data_ptr<float>()[i] = 0.1F * static_cast<float>(i % 7 - 3);
  return numbers;
}

void set_weights(Module& module) {
  for (auto& weight : module.weights()) weight.value.copy_(some_numbers(weight.value.sizes()));
}

class Examiner {
 public:
  Examiner(Registry& registry, const base::TellStage& tell) : registry_(registry), tell_(tell) {}

  void examine(const PluginIdentity& plugin) {
    const std::string name = fmt::format("{} {}", text(plugin.kind, plugin.id), plugin.version);
    const auto stage = [&](const char* call) { tell_(fmt::format("{}, {}", name, call)); };
    NamedDefaults defaults;
    std::string needs;
    try {
      stage("list parameters");
      const Component& component = registry_.find(plugin.kind, plugin.id);
      stage("create");
      use(component, defaults, stage);
    } catch (const ConfigError& error) {
      if (!error.key().empty() && !defaults.has(error.key())) return add_fault(error.what());
      needs = fmt::format(" (needs {})", error.key().empty() ? error.what() : error.key());
    } catch (const Error& error) {
      return add_fault(error.what());
    }
    found_.components += (found_.components.empty() ? "" : ", ") + name + needs;
  }

  Examination take() {
    if (!found_.faults.empty()) found_.components.clear();
    return std::move(found_);
  }

 private:
  template <class Stage>
  void use(const Component& component, NamedDefaults& defaults, const Stage& stage) {
    const c10::AutoGradMode no_gradients(false);
    switch (component.kind) {
      case Kind::dataset:
        registry_.make_dataset(component, defaults);
        return;
      case Kind::metric: {
        const auto metric = registry_.make_metric(component, defaults);
        stage("scores");
        metric->scores();
        return;
      }
      case Kind::generator: {
        const auto generator = registry_.make_generator(component, defaults, {2, 3});
        set_weights(*generator);
        stage("step");
        check_numbers(component, generator->step(some_numbers({4, 2}), some_numbers({4, 3})));
        return;
      }
      case Kind::readout: {
        const auto readout = registry_.make_readout(component, defaults, {3, 4});
        set_weights(*readout);
        stage("output_parameters");
        check_numbers(component, readout->output_parameters(some_numbers({4, 5, 3})));
        return;
      }
    }
  }

  void check_numbers(const Component& component, const Tensor& result) {
    check_finite(result, text(registry_.identity(component)) + ", result of small arguments");
  }

  void add_fault(const std::string& fault) {
    found_.faults += (found_.faults.empty() ? "" : "; ") + fault;
  }

  Registry& registry_;
  const base::TellStage& tell_;
  Examination found_;
};

}  // namespace

Examination examine(const std::filesystem::path& file, const base::TellStage& tell) {
  tell("while it is loaded");
  auto result = load_library(file);
  if (const auto* failure = std::get_if<LoadFailure>(&result)) return {failure->reason, {}};
  Catalogue catalogue;
  catalogue.places.push_back({{"", file.parent_path()}, {}});
  add_library(catalogue, std::get<0>(result), 0);
  Registry registry(std::move(catalogue));
  Examiner examiner(registry, tell);
  for (const auto& entry : registry.catalogue().entries) examiner.examine(entry.plugin);
  return examiner.take();
}

}  // namespace npd::host
