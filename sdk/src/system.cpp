#include <npd/system.hpp>

#include <fmt/format.h>

namespace npd {
namespace {

std::vector<Dimension> numbered(const char* name, std::int64_t count) {
  std::vector<Dimension> dimensions;
  for (std::int64_t i = 0; i < count; ++i)
    dimensions.push_back({fmt::format("{} {}", name, i), ""});
  return dimensions;
}

}  // namespace

Jacobian Field::jacobian(const Tensor& input, const Tensor& state) {
  return autograd_jacobian([this](const Tensor& u, const Tensor& s) { return velocity(u, s); },
                           input, state);
}

Tensor System::latents(const Tensor& state) { return state; }

std::vector<Dimension> System::state_dimensions() const { return numbered("state", state_dim()); }

std::vector<Dimension> System::input_dimensions() const { return numbered("input", input_dim()); }

}  // namespace npd
