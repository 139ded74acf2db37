#include "dynamics/sides.hpp"

#include <npd/ops.hpp>

#include <c10/core/GradMode.h>

#include <algorithm>
#include <utility>

namespace npd::dynamics {
namespace {

constexpr Eigen::Index most_slow_starts = 256;
constexpr double least_spread = 1e-9;  // a unit of length must be one

Points known_points(const Tensor& rows) {
  const Points all = points_of(rows.flatten(0, 1));
  std::vector<Eigen::Index> known;
  for (Eigen::Index i = 0; i < all.rows(); ++i) {
    if (all.row(i).allFinite()) known.push_back(i);
  }
  return rows_of(all, known);
}

Tensor replayed(const DrivenSystem& driven) {
  const c10::AutoGradMode no_gradient(false);
  Tensor state = driven.starts;
  std::vector<Tensor> states;
  for (std::int64_t bin = 0; bin < driven.drive.size(1); ++bin) {
    state = driven.system->step(driven.drive.select(1, bin), state);
    states.push_back(state);
  }
  return at::stack(states, 1);
}

bool are_states(const Tensor& latents, System& system) {
  if (!latents.defined() || latents.size(2) != system.state_dim()) return false;
  const Tensor some = at::nan_to_num(latents.select(1, 0), 0.0);
  return at::equal(system.latents(some), some);
}

/// Half of the starts from states of trials, half from what the system proposes, as far as there is
/// either.
DrawStarts starts_of(const Side& side, const Point& input, double noise, RandomStream& random) {
  const auto proposed = [&side, input, &random](Eigen::Index count) {
    const Tensor starts = side.system->starts(tensor_of(input).select(0, 0), count, random);
    return starts.defined() ? points_of(starts) : Points(0, side.system->state_dim());
  };
  const auto near = starts_near(side.states, noise, random);
  return [proposed, near, &side](Eigen::Index count) -> Points {
    if (side.states.rows() == 0) return proposed(count);
    const Points own = proposed(count / 2);
    const Points rest = near(count - own.rows());
    return own.rows() == 0 ? rest : below(rest, own);
  };
}

}  // namespace

Tensor true_states(const AnalysisData& data) {
  const auto& recorded = data.truth.recorded;
  if (recorded.system == nullptr) return {};
  if (recorded.replays()) return replayed(recorded);
  const Tensor& latents = data.evaluation.truth.latents;
  return are_states(latents, *recorded.system) ? latents : Tensor();
}

std::optional<Side> model_side(const AnalysisData& data) {
  if (data.model.system == nullptr) return std::nullopt;
  Side side{"model", data.model.system, known_points(data.model.states), 1};
  side.spread = std::max(spread_of(side.states), least_spread);
  return side;
}

std::optional<Side> true_side(const AnalysisData& data) {
  const auto& recorded = data.truth.recorded;
  if (recorded.system == nullptr) return std::nullopt;
  Side side{"truth", recorded.system, Points(0, recorded.system->state_dim()), 1};
  if (const Tensor states = true_states(data); states.defined()) side.states = known_points(states);
  if (side.states.rows() > 1) side.spread = std::max(spread_of(side.states), least_spread);
  return side;
}

Searched search_side(const Side& side, const std::string& input_name, const Point& input,
                     const SideOptions& options, RandomStream random,
                     const BetweenIterations& between) {
  const FrozenMap map(*side.system, input);
  const auto draw = starts_of(side, input, options.noise, random);
  Searched searched{side.name, input_name, {}, std::nullopt, {}};
  const SearchOptions search{side.spread, options.same_point};
  searched.search = find_all_fixed_points(map, draw, options.starts, search, between);
  if (!options.slow || side.states.rows() == 0) return searched;
  SlowOptions slow;
  slow.spread = side.spread;
  slow.bin_s = side.system->bin_s();
  slow.slow_s = options.slow_s;
  const auto near = starts_near(side.states, options.noise, random);
  searched.slow = slow_points(map, near(std::min<Eigen::Index>(options.starts, most_slow_starts)),
                              slow, between);
  searched.line = test_for_line(map, *searched.slow, slow);
  return searched;
}

}  // namespace npd::dynamics
