#include <npd/analysis.hpp>

#include "host/evaluation_digest.hpp"
#include "host/guard.hpp"
#include "host/kind.hpp"
#include "host/registry.hpp"
#include "host/score_texts.hpp"

#include <npd/contract.hpp>

#include <nlohmann/json.hpp>

#include <utility>
#include <vector>

namespace npd::host {
namespace {

class HostedAnalysis final : public Analysis {
 public:
  HostedAnalysis(std::shared_ptr<Analysis> inner, PluginIdentity plugin)
      : inner_(std::move(inner)), plugin_(std::move(plugin)) {}

  std::vector<Need> needs() const override {
    return guard(plugin_, "needs", [&] { return inner_->needs(); });
  }

  std::vector<ScoreInfo> scores() const override {
    return guard(plugin_, "scores", [&] {
      auto infos = inner_->scores();
      contract::check_score_infos(infos);
      return infos;
    });
  }

  AnalysisResult run(const AnalysisData& data) override {
    return guard(plugin_, "run", [&] {
      const auto before = digest_of(data);
      auto result = inner_->run(data);
      check_unchanged(before, digest_of(data));
      contract::check_analysis(result, inner_->scores());
      return result;
    });
  }

 private:
  std::shared_ptr<Analysis> inner_;
  PluginIdentity plugin_;
};

std::string scores_of_analysis(Registry& registry, const Component& component, std::size_t width) {
  return scores_text(announced_by<Analysis>(registry, component), width);
}

void add_scores_of_analysis(Registry& registry, const Component& component,
                            nlohmann::ordered_json& json) {
  json["scores"] = scores_json(announced_by<Analysis>(registry, component));
}

std::shared_ptr<void> wrap_analysis(std::shared_ptr<void> object, const PluginIdentity& plugin,
                                    const void* /*shape*/, std::shared_ptr<Reporter> reporter) {
  auto inner = std::static_pointer_cast<Analysis>(std::move(object));
  inner->report_to(std::move(reporter));
  return std::shared_ptr<Analysis>(std::make_shared<HostedAnalysis>(std::move(inner), plugin));
}

void try_analysis(Registry& registry, const Component& component, Params& defaults,
                  const TellCall& tell) {
  const auto analysis = registry.make<Analysis>(component, defaults);
  tell("scores");
  analysis->scores();
  tell("needs");
  analysis->needs();
}

}  // namespace

HostedKind kinds::analysis() {
  return {{{"analyses"}, true, {}}, host_keys_of<Analysis>(), wrap_analysis, try_analysis,
          scores_of_analysis,       add_scores_of_analysis};
}

}  // namespace npd::host
