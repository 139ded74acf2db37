#include "report/packed_array.hpp"

#include "base/base64.hpp"
#include "report/deflate.hpp"

#include <npd/ops.hpp>

#include <cmath>
#include <limits>

namespace npd::report {
namespace {

/// The numbers of one channel, and how they become codes.
struct Scale {
  double offset = 0, step = 1;
  std::int64_t gap;  ///< the highest code of so many bits

  Scale(const double* first, std::int64_t trials, std::int64_t stride, std::int64_t time, int bits,
        int steps)
      : gap((std::int64_t{1} << bits) - 1) {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    bool whole = true;
    for (std::int64_t trial = 0; trial < trials; ++trial) {
      for (const double* x = first + trial * stride; x != first + trial * stride + time; ++x) {
        if (std::isnan(*x)) continue;
        low = std::min(low, *x);
        high = std::max(high, *x);
        whole = whole && *x == std::floor(*x);
      }
    }
    if (low > high) return;  // nothing but gaps
    offset = low;
    const double range = high - low;
    step = (whole && range <= steps) || range == 0 ? 1 : range / steps;
  }

  std::int64_t code(double x) const {
    return std::isnan(x) ? gap : std::llround((x - offset) / step);
  }
};

}  // namespace

PackedArray pack(const std::string& name, const std::string& unit, const Tensor& rows, int steps) {
  const int bits = steps < 255 ? 8 : 16;
  const Tensor values = rows.to(at::kDouble).transpose(1, 2).contiguous();
  const auto trials = values.size(0), channels = values.size(1), time = values.size(2);
  const auto stride = channels * time;
  PackedArray packed{name, unit, {trials, channels, time}, bits, {}, {}, {}};
  const auto count = static_cast<std::size_t>(values.numel());
  std::string bytes(count * static_cast<std::size_t>(bits / 8), '\0');
  const auto* data = values.data_ptr<double>();
  for (std::int64_t channel = 0; channel < channels; ++channel) {
    const double* first = data + channel * time;
    const Scale scale(first, trials, stride, time, bits, steps);
    packed.offset.push_back(scale.offset);
    packed.step.push_back(scale.step);
    for (std::int64_t trial = 0; trial < trials; ++trial) {
      std::int64_t before = 0;
      for (std::int64_t t = 0; t < time; ++t) {
        const auto at = static_cast<std::size_t>(trial * stride + channel * time + t);
        const auto code = scale.code(data[at]);
        const auto change = static_cast<std::uint64_t>(code - before);
        before = code;
        bytes[at] = static_cast<char>(change & 255U);
        if (bits == 16) bytes[count + at] = static_cast<char>(change >> 8U & 255U);
      }
    }
  }
  packed.text = base::base64(deflated(bytes));
  return packed;
}

}  // namespace npd::report
