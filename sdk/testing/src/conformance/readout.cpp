#include "conformance/module_case.hpp"
#include "conformance/tested.hpp"

#include <npd/contract.hpp>
#include <npd/ops.hpp>
#include <npd/testing/kernel_check.hpp>

#include <c10/core/GradMode.h>
#include <fmt/format.h>

namespace npd::testing {
namespace {

constexpr std::int64_t row_bins = 2;

/// Factors come as (trial, time, factor) and as rows.
void check_rows(Readout& readout, const ReadoutShape& shape, Findings& findings) {
  draw_weights(readout, 1);
  readout.to(at::kDouble);
  const c10::AutoGradMode no_gradients(false);
  const Tensor factors = random_tensor({5, row_bins, shape.factor_dim}, 1).to(at::kDouble);
  const Tensor all = readout.log_rates(factors).reshape({5 * row_bins, shape.output_dim});
  const Tensor rows = readout.log_rates(factors.reshape({5 * row_bins, shape.factor_dim}));
  contract::check_result(rows, {5 * row_bins, shape.output_dim}, at::kDouble,
                         "log rates of rows (row, output)");
  if (const auto d = deviation("", rows, all); d.relative > 1e-10)
    findings.problem(fmt::format(
        "rows (row, factor) give other log rates than the same rows as (trial, time, factor): {}; "
        "a readout acts on each row alone",
        d.where));
}

ModuleCase make_case(const Tested& tested, const ReadoutShape& shape) {
  ModuleCase c;
  const std::shared_ptr<Readout> readout = tested.readout(shape);
  c.size = fmt::format("factors {}, outputs {}", shape.factor_dim, shape.output_dim);
  c.module = readout;
  c.has_kernel = readout->kernel() != nullptr;
  c.result_name = "log rates (trial, time, output)";
  c.argument_names = {"factors"};
  c.arguments = [shape](std::int64_t trials, std::uint64_t seed) -> std::vector<Tensor> {
    return {random_tensor({trials, row_bins, shape.factor_dim}, seed)};
  };
  c.apply = [readout](const std::vector<Tensor>& arguments) {
    return readout->log_rates(arguments[0]);
  };
  c.result_sizes = [shape](std::int64_t trials) {
    return std::vector<std::int64_t>{trials, row_bins, shape.output_dim};
  };
  c.gradient_deviations = [readout, shape] { return gradient_deviations(*readout, shape); };
  c.kernel_deviations = [readout, shape] { return kernel_deviations(*readout, shape); };
  c.check_kind = [readout, shape](Findings& findings) { check_rows(*readout, shape, findings); };
  return c;
}

}  // namespace

void check_readout(const Tested& tested, Checks& checks) {
  std::vector<MakeCase> makers;
  for (const ReadoutShape shape : {ReadoutShape{3, 4}, {10, 30}, {3, 3}, {3, 1}, {1, 5}})
    makers.push_back([&tested, shape] { return make_case(tested, shape); });
  check_module(makers, "acts on each row alone", checks);
}

}  // namespace npd::testing
