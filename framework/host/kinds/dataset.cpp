#include "host/guard.hpp"
#include "host/hosted_system.hpp"
#include "host/kind.hpp"
#include "host/registry.hpp"

#include <npd/contract.hpp>
#include <npd/dataset.hpp>

#include <utility>

namespace npd::host {
namespace {

class HostedDataset final : public Dataset {
 public:
  HostedDataset(std::shared_ptr<Dataset> inner, PluginIdentity plugin)
      : inner_(std::move(inner)), plugin_(std::move(plugin)) {}

  Trials make(RandomStream& random) override {
    return guard(plugin_, "make", [&] {
      Trials trials = inner_->make(random);
      contract::check_trials(trials);
      made_ = contract::sizes_of(trials);
      return trials;
    });
  }

  TrueSystem system() override {
    return guard(plugin_, "system", [&] {
      auto truth = inner_->system();
      contract::check_true_system(truth, made_);
      return wrap(std::move(truth), plugin_);
    });
  }

 private:
  std::shared_ptr<Dataset> inner_;
  PluginIdentity plugin_;
  contract::TrialSizes made_;
};

std::shared_ptr<void> wrap_dataset(std::shared_ptr<void> object, const PluginIdentity& plugin,
                                   const void* /*shape*/, std::shared_ptr<Reporter> reporter) {
  auto inner = std::static_pointer_cast<Dataset>(std::move(object));
  inner->report_to(std::move(reporter));
  return std::shared_ptr<Dataset>(std::make_shared<HostedDataset>(std::move(inner), plugin));
}

/// Data sets may be large: their trials are not made.
void try_dataset(Registry& registry, const Component& component, Params& defaults,
                 const TellCall&) {
  registry.make<Dataset>(component, defaults);
}

}  // namespace

HostedKind kinds::dataset() {
  return {{{"dataset"}, false, {}}, host_keys_of<Dataset>(), wrap_dataset, try_dataset};
}

}  // namespace npd::host
