#include "conformance/score_infos.hpp"

#include <npd/contract.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace npd::testing {
namespace {

constexpr double rounding_of_scores = 1e-6;

void check_perfect_value(const ScoreInfo& info, double perfect, Findings& findings) {
  if (!(info.lowest <= perfect && perfect <= info.highest))
    findings.problem(fmt::format("the score \"{}\": perfect is {}, outside its range {} to {}",
                                 info.name, perfect, info.lowest, info.highest));
  const bool higher = info.direction == Direction::higher_is_better;
  if (perfect != (higher ? info.highest : info.lowest))
    findings.problem(fmt::format(
        "the score \"{}\": {} is better, but the range {} to {} does not end at what is perfect, "
        "{}; set ScoreInfo::{}",
        info.name, higher ? "higher" : "lower", info.lowest, info.highest, perfect,
        higher ? "highest" : "lowest"));
  if (std::isinf(perfect))
    findings.problem(fmt::format(
        "the score \"{}\": perfect is infinite, which no estimate reaches; where the truth has no "
        "perfect score, set ScoreInfo::perfect to std::nullopt",
        info.name));
}

}  // namespace

bool equal_scores(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) || a == b ||
         std::abs(a - b) <= rounding_of_scores * std::max(1.0, std::abs(b));
}

void check_infos(const std::vector<ScoreInfo>& infos, Findings& findings) {
  contract::check_score_infos(infos);
  for (const auto& info : infos) {
    if (info.doc.empty() || info.doc.find('\n') != std::string::npos)
      findings.problem(
          fmt::format("the description of the score \"{}\" must be one line", info.name));
    if (info.perfect) check_perfect_value(info, *info.perfect, findings);
  }
}

void check_reasons(const std::vector<Score>& scores, Findings& findings) {
  for (const auto& score : scores) {
    if (std::isnan(score.value) && !score.note.empty())
      findings.problem(fmt::format(
          "the score \"{}\" is NaN and has a note; why it is not defined belongs in Score::reason",
          score.name));
    if (!std::isnan(score.value) || !score.reason.empty()) continue;
    findings.problem(fmt::format(
        "the score \"{}\" is NaN without a reason; say in Score::reason why it is not defined",
        score.name));
  }
}

}  // namespace npd::testing
