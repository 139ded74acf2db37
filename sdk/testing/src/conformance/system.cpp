#include "conformance/tested.hpp"

#include <npd/contract.hpp>
#include <npd/dataset.hpp>
#include <npd/ops.hpp>
#include <npd/system.hpp>
#include <npd/testing/gradcheck.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace npd::testing {
namespace {

constexpr double rounding_of_points = 1e-10;   // between equal sums in another order
constexpr double difference_tolerance = 1e-5;  // between derivatives and finite differences
constexpr double rounding_of_storage = 1e-5;   // between steps and what was stored in float32

/// A system, what it is called, and points at which it is tried.
struct Case {
  std::string name;
  DrivenSystem driven;
  Tensor input, state;  ///< (point, *)

  System& system() const { return *driven.system; }
};

struct MadeData {
  Trials trials;
  std::vector<Case> cases;
};

Tensor normal_points(std::int64_t points, std::int64_t dim, std::uint64_t seed) {
  return random_tensor({points, dim}, seed).to(at::kDouble);
}

/// The states of all trials at the ends of all bins, (trial, time, state).
Tensor replay(const std::string& name, const DrivenSystem& driven) {
  Tensor state = driven.starts;
  std::vector<Tensor> states;
  for (std::int64_t bin = 0; bin < driven.drive.size(1); ++bin) {
    state = driven.system->step(driven.drive.select(1, bin), state);
    contract::check_result(state, driven.starts.sizes(), at::kDouble,
                           name + ": next state (point, state)");
    states.push_back(state);
  }
  return at::stack(states, 1);
}

/// Points of trials where they are known, else proposed ones, else normal ones.
Case make_case(const std::string& name, const DrivenSystem& driven) {
  constexpr std::int64_t points = 6;
  System& system = *driven.system;
  Case c{name, driven, normal_points(points, system.input_dim(), 1), {}};
  if (driven.replays()) {
    const auto bin = driven.drive.size(1) / 2;
    const auto count = std::min(points, driven.drive.size(0));
    c.input = driven.drive.select(1, bin).narrow(0, 0, count).contiguous();
    c.state = replay(name, driven).select(1, bin).narrow(0, 0, count).contiguous();
    return c;
  }
  RandomStream random(1, "starts");
  c.input = at::zeros({points, system.input_dim()}, at::TensorOptions(at::kDouble));
  c.state = system.starts(c.input[0], points, random);
  if (!c.state.defined()) c.state = normal_points(points, system.state_dim(), 2);
  return c;
}

MadeData make_data(const Tested& tested) {
  const auto dataset = tested.make<Dataset>();
  RandomStream random(1, "dataset");
  MadeData made;
  made.trials = dataset->make(random);
  const TrueSystem truth = dataset->system();
  contract::check_true_system(truth, contract::sizes_of(made.trials));
  const std::pair<const char*, const DrivenSystem&> all[] = {
      {"recorded", truth.recorded}, {"whole", truth.whole}, {"replayed", truth.replayed}};
  for (const auto& [name, driven] : all) {
    const auto same = [&, d = &driven](const Case& c) { return c.driven.system == d->system; };
    if (driven.system == nullptr || std::any_of(made.cases.begin(), made.cases.end(), same)) {
      continue;
    }
    made.cases.push_back(make_case(name, driven));
  }
  return made;
}

/// A problem if `found` is further than `tolerance` from `expected`.
void compare(const Case& c, const std::string& what, const Tensor& found, const Tensor& expected,
             double tolerance, const char* advice, Findings& findings) {
  const auto off = deviation(what, found, expected);
  if (off.relative <= tolerance) return;
  findings.problem(fmt::format("{}: {} by {:.3g} of the largest element: {}{}", c.name, what,
                               off.relative, off.where, advice));
}

void check_step(const Case& c, Findings& findings) {
  const Tensor input = c.input.clone(), state = c.state.clone();
  const Tensor next = c.system().step(input, state);
  contract::check_result(next, state.sizes(), at::kDouble, c.name + ": next state (point, state)");
  check_finite(next, c.name + ": next state (point, state)");
  if (!at::equal(input, c.input) || !at::equal(state, c.state)) {
    findings.problem(c.name + ": step writes into its arguments");
  }
  if (!at::equal(c.system().step(c.input, c.state), next)) {
    findings.problem(
        c.name +
        ": equal arguments give another state the second time; whatever a step depends "
        "on belongs into state and input");
  }
  const Tensor alone = c.system().step(c.input.narrow(0, 1, 1), c.state.narrow(0, 1, 1));
  compare(c, "a point's next state differs without the other points", alone, next.narrow(0, 1, 1),
          rounding_of_points, "; points must not influence each other", findings);
  for (const Tensor& seen : {c.system().outputs(c.state), c.system().latents(c.state)}) {
    check_shape(seen, {c.state.size(0), any_size}, c.name + ": outputs and latents (point, *)");
    contract::check_result(seen, seen.sizes(), at::kDouble, c.name + ": outputs and latents");
    check_finite(seen, c.name + ": outputs and latents (point, *)");
  }
}

/// The derivatives of a map by one of its arguments, by central differences.
Tensor central_differences(const std::function<Tensor(const Tensor&)>& map, const Tensor& at) {
  std::vector<Tensor> columns;
  for (std::int64_t j = 0; j < at.size(1); ++j) {
    const double step = 1e-5 * std::max(1e-3, at.abs().max().item<double>());
    Tensor above = at.clone(), below = at.clone();
    above.select(1, j) += step;
    below.select(1, j) -= step;
    columns.push_back((map(above) - map(below)) / (2 * step));
  }
  const auto n = map(at).size(1);
  return columns.empty() ? at::zeros({at.size(0), n, 0}, at.options()) : at::stack(columns, 2);
}

void check_derivatives(const Case& c, const std::string& what, const StateMap& map,
                       const Jacobian& found, Findings& findings) {
  contract::check_jacobian(found, c.input, c.state);
  const auto by_state = [&](const Tensor& s) { return map(c.input, s); };
  const auto by_input = [&](const Tensor& u) { return map(u, c.state); };
  compare(c, what + " by the state differ from finite differences", found.state,
          central_differences(by_state, c.state), difference_tolerance, "", findings);
  compare(c, what + " by the input differ from finite differences", found.input,
          central_differences(by_input, c.input), difference_tolerance, "", findings);
}

void check_jacobians(const Case& c, Findings& findings) {
  System& system = c.system();
  check_derivatives(
      c, "derivatives of step", [&](const Tensor& u, const Tensor& s) { return system.step(u, s); },
      system.jacobian(c.input, c.state), findings);
  const auto field = system.field();
  if (field == nullptr) return;
  if (!(field->bin() > 0) || field->time_unit().empty()) {
    findings.problem(c.name + ": the field's bin must be above 0, and its unit of time named");
  }
  check_derivatives(
      c, "derivatives of the field",
      [&](const Tensor& u, const Tensor& s) { return field->velocity(u, s); },
      field->jacobian(c.input, c.state), findings);
}

void check_domain(const Case& c, Findings& findings) {
  constexpr std::int64_t count = 200;
  System& system = c.system();
  const Tensor input = c.input[0];
  RandomStream random(2, "starts");
  const Tensor starts = system.starts(input, count, random);
  if (starts.defined()) {
    contract::check_result(starts, {count, system.state_dim()}, at::kDouble,
                           c.name + ": starts (point, state)");
  }
  const auto box = system.domain(input);
  if (!box) return;
  contract::check_box(*box, system.state_dim());
  const Tensor inside =
      box->lowest + at::abs(normal_points(count, system.state_dim(), 3)).clamp_max(1) *
                        (box->highest - box->lowest);
  const Tensor next = system.step(input.expand({count, input.size(0)}), inside);
  const Tensor slack = rounding_of_points * (box->highest - box->lowest);
  if ((next < box->lowest - slack).any().item<bool>() ||
      (next > box->highest + slack).any().item<bool>()) {
    findings.problem(c.name + ": a step leads out of the domain");
  }
}

void check_replay(const Case& c, const Trials& trials, Findings& findings) {
  if (!c.driven.replays()) {
    findings.note(c.name + ": has no drive and starts, so that its trials are not replayed");
    return;
  }
  const Tensor states = replay(c.name, c.driven);
  const Tensor rows = states.reshape({-1, states.size(2)});
  const auto of_trials = [&](const Tensor& x) {
    return x.reshape({states.size(0), states.size(1), x.size(1)});
  };
  const auto& truth = trials.truth;
  if (truth.latents.defined()) {
    compare(c, "the latents of its steps differ from truth.latents",
            of_trials(c.system().latents(rows)), truth.latents, rounding_of_storage,
            "; drive and starts must hold all that moved the trial", findings);
  }
  if (truth.rates.defined()) {
    compare(c, "the outputs of its steps differ from truth.rates",
            of_trials(c.system().outputs(rows)), truth.rates, rounding_of_storage, "", findings);
  }
}

}  // namespace

void check_systems(const Tested& tested, Checks& checks) {
  MadeData made;
  const auto of_each = [&](auto check) {
    return [&made, check](Findings& findings) {
      for (const auto& c : made.cases) check(c, findings);
    };
  };
  checks.run("systems keep their contract", [&](Findings& findings) {
    made = make_data(tested);
    of_each(check_step)(findings);
  });
  checks.run("derivatives of systems", of_each(check_jacobians));
  checks.run("domains of systems", of_each(check_domain));
  checks.run("steps of systems reproduce the trials", [&](Findings& findings) {
    for (const auto& c : made.cases) check_replay(c, made.trials, findings);
  });
}

}  // namespace npd::testing
