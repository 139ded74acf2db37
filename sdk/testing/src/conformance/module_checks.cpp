#include "conformance/module_case.hpp"

#include <npd/contract.hpp>
#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <c10/core/GradMode.h>
#include <fmt/format.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <optional>

namespace npd::testing {
namespace {

constexpr std::int64_t batch_trials = 5;
constexpr double rounding = 1e-10;           // of float64, through products of another shape
constexpr double gradient_tolerance = 1e-6;  // central differences are good to 1e-8
constexpr double kernel_tolerance = 1e-5;    // float32 panels against float64

std::vector<Tensor> as_type(std::vector<Tensor> arguments, at::ScalarType type) {
  for (auto& argument : arguments) argument = argument.to(type);
  return arguments;
}

Tensor apply_plainly(const ModuleCase& c, const std::vector<Tensor>& arguments) {
  const c10::AutoGradMode no_gradients(false);
  return c.apply(arguments);
}

void check_deviations(const ModuleCase& c, const std::vector<Deviation>& deviations,
                      double tolerance, const char* reference, Findings& findings) {
  for (const auto& [what, relative, where] : deviations) {
    if (relative <= tolerance) continue;
    findings.problem(fmt::format("{}: {} differs from {} by {:.2g} of its largest element: {}",
                                 c.size, what, reference, relative, where));
  }
}

void check_shapes(const ModuleCase& c, Findings& findings) {
  contract::check_weights(*c.module);
  for (const auto& weight : c.module->weights()) {
    if (weight.value.scalar_type() != at::kFloat)
      findings.problem(fmt::format("{}: weight {} must be float32 on construction, found {}",
                                   c.size, weight.name, c10::toString(weight.value.scalar_type())));
  }
  draw_weights(*c.module, 1);
  for (const auto type : {at::kFloat, at::kDouble}) {
    c.module->to(type);
    for (const std::int64_t count : {std::int64_t{1}, batch_trials}) {
      const auto arguments = as_type(c.arguments(count, 1), type);
      const auto before = as_type(c.arguments(count, 1), type);
      const Tensor result = apply_plainly(c, arguments);
      try {
        contract::check_result(result, c.result_sizes(count), type, c.result_name);
        check_finite(result, c.result_name);
      } catch (const Error& error) {
        findings.problem(fmt::format("{}, {} trials, weights {}: {}", c.size, count,
                                     c10::toString(type), error.what()));
      }
      for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (!at::equal(arguments[i], before[i]))
          findings.problem(fmt::format("{}: writes into its argument {}; make a new tensor", c.size,
                                       c.argument_names[i]));
      }
    }
  }
  c.module->to(at::kFloat);
}

void check_repeatable(const ModuleCase& c, Findings& findings) {
  draw_weights(*c.module, 1);
  const auto arguments = c.arguments(batch_trials, 1);
  const Tensor first = apply_plainly(c, arguments);
  apply_plainly(c, c.arguments(batch_trials, 2));
  const Tensor again = apply_plainly(c, arguments);
  if (at::equal(first, again)) return;
  findings.problem(fmt::format(
      "{}: equal arguments give other results the second time: {}; what changes from call to call "
      "belongs into the state, and noise is the host's to add",
      c.size, deviation("", again, first).where));
}

/// Rows `indices` must not depend on which other trials are there.
void check_rows(const ModuleCase& c, const std::vector<Tensor>& arguments, const Tensor& all,
                const std::vector<std::int64_t>& indices, const char* change, Findings& findings) {
  const Tensor rows = at::tensor(indices);
  std::vector<Tensor> picked;
  for (const auto& argument : arguments) picked.push_back(argument.index_select(0, rows));
  const auto d = deviation("", apply_plainly(c, picked), all.index_select(0, rows));
  if (d.relative > rounding)
    findings.problem(fmt::format(
        "{}: a trial's result changes when the batch {}: {} (the first index counts the trials of "
        "the changed batch); trials must not influence each other",
        c.size, change, d.where));
}

void check_batch(const ModuleCase& c, Findings& findings) {
  draw_weights(*c.module, 1);
  c.module->to(at::kDouble);
  const auto arguments = as_type(c.arguments(batch_trials, 1), at::kDouble);
  const Tensor all = apply_plainly(c, arguments);
  check_rows(c, arguments, all, {3, 0, 4, 2, 1}, "is permuted", findings);
  check_rows(c, arguments, all, {0, 3}, "loses trials", findings);
  check_rows(c, arguments, all, {2}, "is that trial alone", findings);
  c.module->to(at::kFloat);
}

void check_weights_reached(const ModuleCase& c, Findings& findings) {
  if (!c.trained) return findings.note("not trained");
  std::vector<Weight> weights = c.module->weights();
  std::erase_if(weights, [](const Weight& w) { return !w.trained || w.value.numel() == 0; });
  if (weights.empty()) return findings.note("there are no trained weights");
  std::vector<Tensor> values;
  for (const auto& weight : weights) values.push_back(weight.value);

  std::vector<bool> reached(weights.size(), false);
  for (const std::uint64_t seed : {1, 2, 3}) {  // a unit may be silent by chance
    draw_weights(*c.module, seed);
    const Tensor result = c.apply(c.arguments(batch_trials, seed));
    if (!result.requires_grad()) continue;
    const auto gradients = torch::autograd::grad(
        {result}, values, {random_tensor(result.sizes(), 9)}, false, false, /*allow_unused=*/true);
    for (std::size_t i = 0; i < reached.size(); ++i)
      reached[i] = reached[i] || (gradients[i].defined() && (gradients[i] != 0).any().item<bool>());
  }
  for (std::size_t i = 0; i < reached.size(); ++i) {
    if (!reached[i])
      findings.problem(fmt::format(
          "{}: no gradient reaches the weight {}: the result does not depend on it, or autograd "
          "cannot follow (detach, item, data_ptr); use it, or declare it with constant_weight()",
          c.size, weights[i].name));
  }
}

void check_gradients(const ModuleCase& c, Findings& findings) {
  check_deviations(c, c.gradient_deviations(), gradient_tolerance, "finite differences", findings);
}

void check_kernel(const ModuleCase& c, Findings& findings) {
  if (!c.has_kernel) return findings.note("offers none");
  draw_weights(*c.module, 1);
  check_deviations(c, c.kernel_deviations(), kernel_tolerance, "autograd's in float64", findings);
}

std::string declaration(const Weight& weight) {
  const Init& init = weight.init;
  return fmt::format("{} {} {} {}", weight.name, shape_text(weight.value.sizes()),
                     static_cast<int>(init.kind), init.scale);
}

/// The other object gets the weights by name, as from a checkpoint.
void check_saved(const ModuleCase& saved, const ModuleCase& loaded, Findings& findings) {
  draw_weights(*saved.module, 1);
  const auto from = saved.module->weights();
  auto to = loaded.module->weights();
  if (!std::equal(from.begin(), from.end(), to.begin(), to.end(),
                  [](const auto& a, const auto& b) { return declaration(a) == declaration(b); })) {
    return findings.problem(saved.size +
                            ": two objects with equal parameters declare different weights");
  }
  {
    const c10::AutoGradMode no_gradients(false);
    for (std::size_t i = 0; i < to.size(); ++i) to[i].value.copy_(from[i].value);
  }
  const auto arguments = saved.arguments(batch_trials, 1);
  const auto d = deviation("", apply_plainly(loaded, arguments), apply_plainly(saved, arguments));
  if (d.relative > 0)
    findings.problem(fmt::format(
        "{}: a new object with the weights of another gives other results: {}; whatever is drawn "
        "or learned must be a weight, or it is lost with the process",
        saved.size, d.where));
}

/// The first size that the component accepts; its last refusal if there is none.
ModuleCase first_accepted(const std::vector<MakeCase>& makers) {
  for (const auto& make : makers) {
    try {
      return make();
    } catch (const ConfigError&) {
      if (&make == &makers.back()) throw;
    }
  }
  throw PluginError("no size to try");
}

void check_sizes(const std::vector<MakeCase>& makers, Findings& findings) {
  first_accepted(makers);
  for (const auto& make : makers) {
    try {
      make();
    } catch (const ConfigError& error) {
      findings.note(error.what());
    }
  }
}

/// Calls `check` with a new object of each size that the component accepts.
void for_each_size(const std::vector<MakeCase>& makers,
                   const std::function<void(const MakeCase&, const ModuleCase&)>& check) {
  first_accepted(makers);
  for (const auto& make : makers) {
    std::optional<ModuleCase> made;
    try {
      made = make();
    } catch (const ConfigError&) {
      continue;
    }
    check(make, *made);
  }
}

}  // namespace

void check_module(const std::vector<MakeCase>& makers, const char* kind_check, Checks& checks) {
  checks.run("takes small sizes", [&](Findings& findings) { check_sizes(makers, findings); });
  const auto in_each_size = [&](const char* name, void (*check)(const ModuleCase&, Findings&)) {
    checks.run(name, [&](Findings& findings) {
      for_each_size(makers, [&](const MakeCase&, const ModuleCase& c) { check(c, findings); });
    });
  };
  const auto in_one_size = [&](const char* name, void (*check)(const ModuleCase&, Findings&)) {
    checks.run(name, [&](Findings& findings) { check(first_accepted(makers), findings); });
  };
  in_each_size("shapes, types, finite numbers", check_shapes);
  in_each_size("equal arguments, equal results", check_repeatable);
  in_each_size("trials are independent", check_batch);
  in_one_size("every weight gets a gradient", check_weights_reached);
  in_one_size("float64 gradients", check_gradients);
  in_each_size("the kernel equals autograd", check_kernel);
  checks.run("save and load", [&](Findings& findings) {
    for_each_size(makers, [&](const MakeCase& make, const ModuleCase& saved) {
      check_saved(saved, make(), findings);
    });
  });
  in_one_size(kind_check, [](const ModuleCase& c, Findings& findings) { c.check_kind(findings); });
}

}  // namespace npd::testing
