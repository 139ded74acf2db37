#include "murray/datasets.hpp"

#include <npd/ops.hpp>

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include <npd/testing/catch.hpp>

// With default parameters the data sets are the published ones. The statistics were computed from
// the original's data.

using npd::testing::Approx;

namespace {

/// One data set and its table by column.
struct Published {
  npd::Trials trials;
  std::map<std::string, std::vector<double>> table;
};

template <class Wiring>
const Published& published() {
  static const Published data = [] {
    npd::RandomStream unused(0, "data");
    Published made{murray::TwoArea<Wiring, false>(Wiring()).make(unused), {}};
    for (const auto& column : made.trials.trial_info) made.table[column.name] = *column.numbers();
    return made;
  }();
  return data;
}

const Published& rec() { return published<murray::PositiveFeedback>(); }
const Published& recnf() { return published<murray::NegativeFeedback>(); }

std::string sha256(const npd::Tensor& counts) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  REQUIRE(EVP_Digest(counts.data_ptr(), static_cast<std::size_t>(counts.numel()), digest, &size,
                     EVP_sha256(), nullptr) == 1);
  std::string text;
  for (unsigned int i = 0; i < size; ++i) text += fmt::format("{:02x}", digest[i]);
  return text;
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 ? values[half] : (values[half - 1] + values[half]) / 2;
}

/// (sum of eigenvalues)^2 / sum of squares, of the covariance over trials and bins; the sums are
/// the trace and the squared norm of the covariance.
double participation_ratio(const npd::Tensor& array) {
  const auto rows = array.to(at::kDouble).flatten(0, 1);
  const auto centred = rows - rows.mean(0, true);
  const auto covariance = at::matmul(centred.t(), centred);
  const double trace = covariance.trace().item<double>();
  return trace * trace / covariance.square().sum().item<double>();
}

void check_neuron_rates(const Published& data, double overall, double lowest, double middle,
                        double highest) {
  const auto counts = data.trials.spikes.to(at::kDouble);
  const auto rates = counts.flatten(0, 1).mean(0) / data.trials.bin_s;
  const std::vector<double> hz(rates.data_ptr<double>(), rates.data_ptr<double>() + 30);
  CHECK(mean(hz) == Approx(overall).margin(0.0005));
  CHECK(*std::min_element(hz.begin(), hz.end()) == Approx(lowest).margin(0.0005));
  CHECK(median(hz) == Approx(middle).margin(0.0051));  // known to two decimals
  CHECK(*std::max_element(hz.begin(), hz.end()) == Approx(highest).margin(0.0005));
}

void check_dimensions(const Published& data, double states, double rates, double log_rates) {
  const auto& truth = data.trials.truth.rates;
  CHECK(participation_ratio(data.trials.trial_arrays.at("states")) == Approx(states).margin(6e-5));
  CHECK(participation_ratio(truth) == Approx(rates).margin(6e-5));
  CHECK(participation_ratio(truth.log()) == Approx(log_rates).margin(6e-5));
}

/// P(second chosen) for each rate of the second stimulus, 4, 8, ..., 32 Hz.
void check_psychometric_curve(const Published& data, const std::vector<double>& expected) {
  for (std::size_t k = 0; k < expected.size(); ++k) {
    const double stim2_hz = 4.0 * static_cast<double>(k + 1);
    std::vector<double> choices;
    for (std::size_t trial = 0; trial < 1000; ++trial) {
      if (data.table.at("stim2_hz")[trial] == stim2_hz) {
        choices.push_back(data.table.at("decision")[trial]);
      }
    }
    INFO(stim2_hz << " Hz");
    CHECK(mean(choices) == Approx(expected[k]).margin(0.0005));
  }
}

void check_reaction_times(const Published& data, double average, double middle, double undecided) {
  CHECK(mean(data.table.at("reaction_bin")) == Approx(average).margin(0.05));
  CHECK(median(data.table.at("reaction_bin")) == middle);
  CHECK(1 - mean(data.table.at("decided")) == Approx(undecided).margin(1e-9));
}

/// Median over trials of |difference of the two PFC inputs| in the last bin over its peak.
double median_kept_input(const Published& data) {
  const auto inputs = data.trials.truth.inputs.to(at::kDouble);
  const auto difference = (inputs.select(2, 0) - inputs.select(2, 1)).abs();
  const auto kept = (difference.select(1, 99) / difference.amax(1)).contiguous();
  return median({kept.data_ptr<double>(), kept.data_ptr<double>() + kept.numel()});
}

}  // namespace

// Its first 20 trials tell where a difference begins. The file holds their counts as bytes, (trial,
// time, neuron), taken from the published murray_rec_pfc.h5 (encod_data, put back into the order of
// simulation with train_inds and valid_inds).
TEST_CASE("murray_rec_pfc: the first 20 trials are the published ones") {
  std::ifstream file(NPD_TEST_DATA "/murray_rec_pfc_trials_0_19.u8", std::ios::binary);
  const std::vector<char> expected{std::istreambuf_iterator<char>(file), {}};
  REQUIRE(expected.size() == 20 * 100 * 30);
  const auto* counts = rec().trials.spikes.data_ptr<std::uint8_t>();
  for (std::size_t i = 0; i < expected.size(); ++i) {
    INFO("trial " << i / 3000 << ", bin " << i / 30 % 100 << ", neuron " << i % 30);
    REQUIRE(counts[i] == static_cast<std::uint8_t>(expected[i]));
  }
}

// The digest is that of the published file's counts: all 3,000,000 were found equal, in the order
// and type described above.
TEST_CASE("murray_rec_pfc: all spike counts are the published ones") {
  CHECK(sha256(rec().trials.spikes) ==
        "8d7c3e93ec3d6a56a46d66002eba497e0a52b131ba1370e3c10851576c4f4393");
}

// The digest is that of our own counts, whose total and statistics are those of the published data.
TEST_CASE("murray_recnf_pfc: all spike counts are as they were") {
  CHECK(sha256(recnf().trials.spikes) ==
        "e1e0cef6b9a35fa56dbf50c4b4658e5f87979d977f79e1704f524dab70fb04c5");
}

TEST_CASE("murray_rec_pfc: statistics of the published data") {
  CHECK(rec().trials.spikes.sum().item<std::int64_t>() == 245794);
  CHECK(rec().trials.spikes[0].sum().item<std::int64_t>() == 222);
  check_neuron_rates(rec(), 8.193, 1.894, 7.01, 21.103);
  check_dimensions(rec(), 1.5825, 1.7339, 1.6199);
  CHECK(mean(rec().table.at("correct")) == Approx(0.891).margin(1e-9));
  check_psychometric_curve(rec(), {0, 0.009, 0.119, 0.352, 0.717, 0.933, 0.992, 1});
  check_reaction_times(rec(), 62.1, 59, 0.069);
  CHECK(median_kept_input(rec()) == Approx(0.927).margin(0.0005));
}

TEST_CASE("murray_recnf_pfc: statistics of the published data") {
  CHECK(recnf().trials.spikes.sum().item<std::int64_t>() == 247918);
  check_neuron_rates(recnf(), 8.264, 1.869, 6.91, 22.585);
  check_dimensions(recnf(), 2.0499, 1.7225, 1.6579);
  CHECK(mean(recnf().table.at("correct")) == Approx(0.899).margin(1e-9));
  check_psychometric_curve(recnf(), {0, 0, 0.064, 0.317, 0.693, 0.916, 1, 1});
  check_reaction_times(recnf(), 94.6, 105, 0.793);
  CHECK(median_kept_input(recnf()) == Approx(0.112).margin(0.0005));
}
