#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <sstream>
#include <vector>

namespace npd {
namespace {

std::string expected_text(at::IntArrayRef shape) {
  std::vector<std::string> sizes;
  for (const auto size : shape) sizes.push_back(size == any_size ? "any" : std::to_string(size));
  return fmt::format("({})", fmt::join(sizes, ", "));
}

bool shape_matches(at::IntArrayRef found, at::IntArrayRef expected) {
  if (found.size() != expected.size()) return false;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (expected[i] != any_size && expected[i] != found[i]) return false;
  }
  return true;
}

/// Whether its numbers stand in main memory, each at its place.
bool is_plain(const Tensor& tensor) {
  return tensor.layout() == at::kStrided && tensor.device().is_cpu() && !tensor.is_quantized();
}

std::string form_text(const Tensor& tensor) {
  std::ostringstream text;
  text << tensor.layout() << ", on device " << tensor.device()
       << (tensor.is_quantized() ? ", quantized" : "");
  return text.str();
}

}  // namespace

std::string shape_text(at::IntArrayRef shape) {
  return fmt::format("({})", fmt::join(shape, ", "));
}

void check_shape(const Tensor& tensor, at::IntArrayRef expected, std::string_view name) {
  if (!tensor.defined()) {
    throw ShapeError(
        fmt::format("{}: expected shape {}, found no array", name, expected_text(expected)));
  }
  if (!is_plain(tensor)) {
    throw ShapeError(fmt::format("{}: expected a dense array in main memory, found one that is {}",
                                 name, form_text(tensor)));
  }
  if (!shape_matches(tensor.sizes(), expected)) {
    throw ShapeError(fmt::format("{}: expected shape {}, found {}", name, expected_text(expected),
                                 shape_text(tensor.sizes())));
  }
}

void check_finite(const Tensor& tensor, std::string_view name) {
  if (!tensor.is_floating_point()) return;
  // Whatever is not finite makes its sum so, too; this way needs no memory.
  if (std::isfinite(tensor.detach().sum(at::kDouble).item<double>())) return;
  const Tensor bad = at::isfinite(tensor.detach()).logical_not();
  if (!bad.any().item<bool>()) return;
  const Tensor first = at::nonzero(bad).select(0, 0).contiguous();
  const at::IntArrayRef index(first.data_ptr<std::int64_t>(),
                              static_cast<std::size_t>(first.numel()));
  throw NumericalError(
      fmt::format("{}: NaN or infinity at index {}; {} of {} elements are not finite", name,
                  shape_text(index), bad.sum().item<std::int64_t>(), tensor.numel()));
}

}  // namespace npd
