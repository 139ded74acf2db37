#include "report/packed_array.hpp"

#include "base/base64.hpp"
#include "unpacked.hpp"

#include <npd/ops.hpp>

#include <cmath>
#include <limits>

#include <npd/testing/catch.hpp>

using npd::testing::Approx;

namespace {

using npd::Tensor;
using npd::report::pack;
using npd::report::PackedArray;

/// As page/data.js does it. \return (trial, time, channel)
Tensor unpacked(const PackedArray& packed) {
  const auto trials = packed.shape[0], channels = packed.shape[1], time = packed.shape[2];
  const auto count = static_cast<std::size_t>(trials * channels * time);
  const auto size = count * static_cast<std::size_t>(packed.bits / 8);
  const auto bytes = npd::testing::inflated(npd::testing::bytes_of_base64(packed.text), size);
  REQUIRE(bytes.size() == size);
  const std::int64_t mask = (std::int64_t{1} << packed.bits) - 1;
  Tensor values = at::empty({trials, channels, time}, at::kDouble);
  std::size_t at = 0;
  for (std::int64_t row = 0; row < trials * channels; ++row) {
    const auto channel = static_cast<std::size_t>(row % channels);
    std::int64_t code = 0;
    for (std::int64_t t = 0; t < time; ++t, ++at) {
      std::int64_t change = static_cast<unsigned char>(bytes[at]);
      if (packed.bits == 16) change += 256 * static_cast<unsigned char>(bytes[count + at]);
      code = (code + change) & mask;
      values.data_ptr<double>()[at] =
          code == mask ? std::nan("")
                       : packed.offset[channel] + packed.step[channel] * static_cast<double>(code);
    }
  }
  return values.transpose(1, 2);
}

double largest_error(const Tensor& a, const Tensor& b) {
  return at::abs(a - b).max().item<double>();
}

}  // namespace

TEST_CASE("base64 is that of RFC 4648") {
  CHECK(npd::base::base64("") == "");
  CHECK(npd::base::base64("f") == "Zg==");
  CHECK(npd::base::base64("fo") == "Zm8=");
  CHECK(npd::base::base64("foobar") == "Zm9vYmFy");
  CHECK(npd::base::base64("\xff\xfe\xfd") == "//79");
}

TEST_CASE("packed numbers come back to within half a step of their channel") {
  const Tensor signal = at::stack({at::linspace(-3, 5, 40, at::kDouble).reshape({2, 20}),
                                   at::linspace(100, 1e4, 40, at::kDouble).reshape({2, 20})},
                                  2);
  for (const int steps : {254, 1023, 65534}) {
    const auto packed = pack("signal", "Hz", signal, steps);
    CHECK(packed.shape == std::vector<std::int64_t>{2, 2, 20});
    CHECK(packed.bits == (steps < 255 ? 8 : 16));
    CHECK(packed.step[0] == Approx(8.0 / steps));
    CHECK(packed.step[1] == Approx(9900.0 / steps));
    const Tensor back = unpacked(packed);
    for (const int channel : {0, 1}) {
      CHECK(largest_error(back.select(2, channel), signal.select(2, channel)) <=
            packed.step[static_cast<std::size_t>(channel)] / 2 * (1 + 1e-9));
    }
  }
}

TEST_CASE("packed counts lose nothing, and gaps stay gaps") {
  Tensor counts = at::floor(at::rand({3, 7, 2}, at::kDouble) * 6);
  counts[1][3][0] = std::numeric_limits<double>::quiet_NaN();
  counts[2][0][1] = std::numeric_limits<double>::quiet_NaN();
  const auto packed = pack("counts", "", counts, 254);
  CHECK(packed.step == std::vector<double>{1, 1});
  const Tensor back = unpacked(packed);
  CHECK(at::equal(at::isnan(back), at::isnan(counts)));
  CHECK(at::equal(at::nan_to_num(back, -1.0), at::nan_to_num(counts, -1.0)));
}

TEST_CASE("constant channels, and channels of nothing but gaps, pack") {
  Tensor signal = at::full({2, 3, 2}, 0.25, at::kDouble);
  signal.select(2, 1).fill_(std::numeric_limits<double>::quiet_NaN());
  const Tensor back = unpacked(pack("signal", "", signal, 254));
  CHECK((back.select(2, 0) == 0.25).all().item<bool>());
  CHECK(at::isnan(back.select(2, 1)).all().item<bool>());
}
