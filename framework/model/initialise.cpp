#include "model/initialise.hpp"

#include <npd/ops.hpp>
#include <npd/random.hpp>

#include <c10/core/GradMode.h>

namespace npd::model {
namespace {

Tensor draw(const Weight& weight, std::uint64_t seed) {
  if (weight.init.kind == Init::Kind::values) {
    return weight.init.values.defined() ? weight.init.values : at::zeros({});
  }
  RandomStream stream(seed, "init/" + weight.name);
  Tensor drawn = at::empty(weight.value.sizes(), at::kDouble);
  auto* values = drawn.data_ptr<double>();
  for (std::int64_t i = 0; i < drawn.numel(); ++i) {
    values[i] =
        weight.init.scale *
        (weight.init.kind == Init::Kind::normal ? stream.normal() : 2 * stream.uniform() - 1);
  }
  return drawn;
}

}  // namespace

void initialise(Module& module, std::uint64_t seed) {
  const c10::AutoGradMode no_gradient(false);
  for (auto& weight : module.weights()) weight.value.copy_(draw(weight, seed));
}

}  // namespace npd::model
