#include "base/text_table.hpp"
#include "host/defaults.hpp"
#include "host/evaluation_digest.hpp"
#include "host/guard.hpp"
#include "host/kind.hpp"
#include "host/registry.hpp"

#include <npd/contract.hpp>
#include <npd/error.hpp>
#include <npd/metric.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <optional>
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
      check_unchanged(before, evaluation);
      contract::check_scores(scores, inner_->scores());
      return scores;
    });
  }

  std::vector<Figure> figures(const Evaluation& evaluation) override {
    return guard(plugin_, "figures", [&] {
      const auto before = digest_of(evaluation);
      auto figures = inner_->figures(evaluation);
      check_unchanged(before, evaluation);
      check_figures(figures);
      return figures;
    });
  }

 private:
  std::shared_ptr<Metric> inner_;
  PluginIdentity plugin_;
};

std::string range_text(const ScoreInfo& info) {
  const auto end = [](double value) {
    return std::isfinite(value) ? fmt::format("{}", value) : value < 0 ? "-inf" : "inf";
  };
  return fmt::format("{} to {}", end(info.lowest), end(info.highest));
}

/// The scores that a metric with its defaults announces; nothing: they depend on parameters that
/// have no complete defaults.
std::optional<std::vector<ScoreInfo>> announced_by(Registry& registry, const Component& component) {
  try {
    Defaults defaults;
    return registry.make<Metric>(component, defaults)->scores();
  } catch (const ConfigError&) {
    return std::nullopt;
  }
}

const char* better(const ScoreInfo& info) {
  return info.direction == Direction::higher_is_better ? "higher" : "lower";
}

std::string scores_of(Registry& registry, const Component& component, std::size_t width) {
  const auto infos = announced_by(registry, component);
  if (!infos) return "Scores\ndepend on its parameters, which have no complete defaults";
  base::TextTable table;
  table.add_row({"name", "better", "range", "perfect", "meaning"});
  for (const auto& info : *infos) {
    table.add_row({info.name, better(info), range_text(info),
                   info.perfect ? fmt::format("{}", *info.perfect) : "-", info.doc});
  }
  return "Scores\n" + table.text(width);
}

/// Adds `scores`, null where they depend on parameters; ends of a range that are infinite are null.
void add_scores(Registry& registry, const Component& component, nlohmann::ordered_json& json) {
  json["scores"] = nullptr;
  const auto infos = announced_by(registry, component);
  if (!infos) return;
  const auto number = [](std::optional<double> value) {
    return value && std::isfinite(*value) ? nlohmann::ordered_json(*value)
                                          : nlohmann::ordered_json();
  };
  json["scores"] = nlohmann::ordered_json::array();
  for (const auto& info : *infos) {
    json["scores"].push_back({{"name", info.name},
                              {"better", better(info)},
                              {"lowest", number(info.lowest)},
                              {"highest", number(info.highest)},
                              {"perfect", number(info.perfect)},
                              {"headline", info.headline},
                              {"doc", info.doc}});
  }
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
