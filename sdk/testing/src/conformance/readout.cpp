#include "conformance/marks.hpp"
#include "conformance/module_case.hpp"
#include "conformance/tested.hpp"

#include <npd/contract.hpp>
#include <npd/ops.hpp>
#include <npd/readout.hpp>
#include <npd/testing/kernel_check.hpp>

#include <c10/core/GradMode.h>
#include <fmt/format.h>

#include <cmath>
#include <memory>

namespace npd::testing {
namespace {

constexpr std::int64_t row_bins = 2;

/// Factors come as (trial, time, factor) and as rows.
void check_rows(Readout& readout, const ReadoutShape& shape, Findings& findings) {
  draw_weights(readout, 1);
  readout.to(at::kDouble);
  const c10::AutoGradMode no_gradients(false);
  const Tensor factors = random_tensor({5, row_bins, shape.factor_dim}, 1).to(at::kDouble);
  const Tensor all = readout.output_parameters(factors).reshape({5 * row_bins, shape.output_dim});
  const Tensor rows = readout.output_parameters(factors.reshape({5 * row_bins, shape.factor_dim}));
  contract::check_result(rows, {5 * row_bins, shape.output_dim}, at::kDouble,
                         "outputs of rows (row, output)");
  if (const auto d = deviation("", rows, all); d.relative > 1e-10)
    findings.problem(fmt::format(
        "rows (row, factor) give other outputs than the same rows as (trial, time, factor): {}; "
        "a readout acts on each row alone",
        d.where));
}

/// With all other weights at work, factors of 0 give what the bias was told to start at.
void check_start(Readout& readout, const ReadoutShape& shape, Findings& findings) {
  draw_weights(readout, 2);
  const c10::AutoGradMode no_gradients(false);
  const Tensor parameters = random_tensor({shape.output_dim}, 3).to(at::kDouble);
  if (!readout.start_at(parameters)) return;
  const Tensor found =
      readout.output_parameters(at::zeros({1, shape.factor_dim}, at::kDouble)).flatten();
  if (const auto d = deviation("", found, parameters); d.relative > 1e-10)
    findings.problem(fmt::format(
        "start_at: factors of 0 give other parameters than the bias was told to start at: {}",
        d.where));
}

ModuleCase make_case(const Tested& tested, const ReadoutShape& shape) {
  ModuleCase c;
  const std::shared_ptr<Readout> readout = tested.make<Readout>(shape);
  c.size = fmt::format("factors {}, outputs {}", shape.factor_dim, shape.output_dim);
  c.module = readout;
  c.has_kernel = readout->kernel() != nullptr;
  c.result_name = "outputs (trial, time, output)";
  c.argument_names = {"factors"};
  c.arguments = [shape](std::int64_t trials, std::uint64_t seed) -> std::vector<Tensor> {
    return {random_tensor({trials, row_bins, shape.factor_dim}, seed)};
  };
  c.apply = [readout](const std::vector<Tensor>& arguments) {
    return readout->output_parameters(arguments[0]);
  };
  c.result_sizes = [shape](std::int64_t trials) {
    return std::vector<std::int64_t>{trials, row_bins, shape.output_dim};
  };
  c.gradient_deviations = [readout, shape] { return gradient_deviations(*readout, shape); };
  c.kernel_deviations = [readout, shape] { return kernel_deviations(*readout, shape); };
  c.check_kind = [readout, shape](Findings& findings) {
    check_rows(*readout, shape, findings);
    check_start(*readout, shape, findings);
  };
  return c;
}

void check_readout(const Tested& tested, Checks& checks) {
  const auto make = [&](const ParamValues& values) {
    return testing::create<Readout>(tested.component(), values, {3, 4});
  };
  check_marks(tested, make, checks);
  std::vector<MakeCase> makers;
  for (const ReadoutShape& shape : {ReadoutShape{3, 4}, {10, 30}, {3, 3}, {3, 1}, {1, 5}})
    makers.push_back([&tested, shape] { return make_case(tested, shape); });
  check_module(makers, "acts on each row alone", checks);
}

/// A linear map.
class StandInReadout final : public Readout {
 public:
  explicit StandInReadout(const ReadoutShape& shape)
      : weight_(parameter("weight", {shape.output_dim, shape.factor_dim},
                          normal(1 / std::sqrt(static_cast<double>(shape.factor_dim))))) {}

  Tensor output_parameters(const Tensor& factors) override {
    return at::matmul(factors, weight_.t());
  }

 private:
  Tensor weight_;
};

}  // namespace

KindTests readout_tests() {
  return {check_readout,
          [](const Tested& tested, const ParamValues& values) {
            create_of_any<Readout>({{3, 4}, {3, 3}}, tested, values);
          },
          []() -> AnySlot {
            return ReadoutSlot("stand_in", [](const ReadoutShape& shape) {
              return std::make_shared<StandInReadout>(shape);
            });
          },
          host_keys_of<Readout>()};
}

}  // namespace npd::testing
