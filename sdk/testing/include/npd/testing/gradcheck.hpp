#pragma once

#include <npd/generator.hpp>
#include <npd/readout.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

/// \file gradcheck.hpp
/// Gradients against finite differences, in float64.
namespace npd::testing {

/// How far an array is from the one it should equal: max |a - b| / max |b|, or max |a| if b is 0;
/// infinite for NaN.
struct Deviation {
  std::string what;
  double relative = 0;
  std::string where;  ///< the element that is furthest off: "0.31 at (1, 2), expected 0.29"
};
Deviation deviation(const std::string& what, const Tensor& a, const Tensor& b);

/// Draws every weight as its Init says, then adds noise of standard deviation 0.1 to each, so that
/// no weight hides a mistake behind a zero.
void draw_weights(Module& module, std::uint64_t seed);

/// A tensor of standard normal draws, float32.
Tensor random_tensor(at::IntArrayRef shape, std::uint64_t seed);

struct Variable {
  std::string name;
  Tensor value;  ///< a float64 leaf that requires a gradient and that the function reads
};

/// Autograd's gradients of a randomly weighted sum of the function's result, against central
/// differences (which are good to about 1e-8).
std::vector<Deviation> gradient_deviations(const std::function<Tensor()>& function,
                                           const std::vector<Variable>& variables);

/// The same for one step: input, state and every trained weight. The weights are drawn anew; the
/// generator is left in float32.
std::vector<Deviation> gradient_deviations(Generator& generator, const GeneratorShape& shape);

/// The same for `output_parameters`: factors and every trained weight.
std::vector<Deviation> gradient_deviations(Readout& readout, const ReadoutShape& shape);

}  // namespace npd::testing
