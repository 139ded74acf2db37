#include "host/evaluation_digest.hpp"
#include "host/guard.hpp"
#include "host/kind.hpp"
#include "host/registry.hpp"
#include "host/score_texts.hpp"

#include <npd/contract.hpp>
#include <npd/metric.hpp>

#include <nlohmann/json.hpp>

#include <utility>
#include <vector>

namespace npd::host {
namespace {

class HostedMetric final : public Metric {
 public:
  HostedMetric(std::shared_ptr<Metric> inner, PluginIdentity plugin)
      : inner_(std::move(inner)), plugin_(std::move(plugin)) {}

  std::vector<ScoreInfo> scores() const override {
    return guard(plugin_, "scores", [&] {
      auto infos = inner_->scores();
      contract::check_score_infos(infos);
      return infos;
    });
  }

  std::vector<Score> evaluate(const Evaluation& evaluation) override {
    return guard(plugin_, "evaluate", [&] {
      const auto before = digest_of(evaluation);
      auto scores = inner_->evaluate(evaluation);
      check_unchanged(before, digest_of(evaluation));
      contract::check_scores(scores, inner_->scores());
      return scores;
    });
  }

  std::vector<Figure> figures(const Evaluation& evaluation) override {
    return guard(plugin_, "figures", [&] {
      const auto before = digest_of(evaluation);
      auto figures = inner_->figures(evaluation);
      check_unchanged(before, digest_of(evaluation));
      check_figures(figures);
      return figures;
    });
  }

 private:
  std::shared_ptr<Metric> inner_;
  PluginIdentity plugin_;
};

std::string scores_of(Registry& registry, const Component& component, std::size_t width) {
  return scores_text(announced_by<Metric>(registry, component), width);
}

void add_scores(Registry& registry, const Component& component, nlohmann::ordered_json& json) {
  json["scores"] = scores_json(announced_by<Metric>(registry, component));
}

std::shared_ptr<void> wrap_metric(std::shared_ptr<void> object, const PluginIdentity& plugin,
                                  const void* /*shape*/, std::shared_ptr<Reporter> reporter) {
  auto inner = std::static_pointer_cast<Metric>(std::move(object));
  inner->report_to(std::move(reporter));
  return std::shared_ptr<Metric>(std::make_shared<HostedMetric>(std::move(inner), plugin));
}

void try_metric(Registry& registry, const Component& component, Params& defaults,
                const TellCall& tell) {
  const auto metric = registry.make<Metric>(component, defaults);
  tell("scores");
  metric->scores();
}

}  // namespace

HostedKind kinds::metric() {
  return {{{"metrics"}, true, {}},
          host_keys_of<Metric>(),
          wrap_metric,
          try_metric,
          scores_of,
          add_scores};
}

}  // namespace npd::host
