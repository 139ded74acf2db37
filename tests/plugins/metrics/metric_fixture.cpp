#include "metric_fixture.hpp"

#include <npd/random.hpp>

#include <npd/testing/catch.hpp>

std::shared_ptr<npd::Metric> load_metric(const std::string& id,
                                         const npd::testing::ParamValues& values) {
  return npd::testing::load<npd::Metric>(NPD_PLUGIN_DIR "/" + id + ".so", id, values);
}

std::map<std::string, npd::Score> scores_of(const std::string& id,
                                            const npd::Evaluation& evaluation,
                                            const npd::testing::ParamValues& values) {
  const auto metric = load_metric(id, values);
  const auto infos = metric->scores();
  std::map<std::string, npd::Score> by_name;
  auto info = infos.begin();
  for (const npd::Score& score : metric->evaluate(evaluation)) {
    while (info != infos.end() && info->name != score.name) ++info;
    INFO(score.name);
    REQUIRE(info != infos.end());
    CHECK_FALSE(score.value < info->lowest);
    CHECK_FALSE(score.value > info->highest);
    by_name[score.name] = score;
    ++info;
  }
  return by_name;
}

npd::Tensor recording(at::IntArrayRef shape, std::vector<double> values) {
  return at::from_blob(values.data(), shape, at::kDouble).clone();
}

npd::Tensor random_recording(at::IntArrayRef shape, const std::string& name) {
  npd::RandomStream stream(1, name);
  std::int64_t size = 1;
  for (const std::int64_t length : shape) size *= length;
  std::vector<double> values(static_cast<std::size_t>(size));
  for (double& value : values) value = stream.normal();
  return recording(shape, values);
}

npd::Evaluation latents_only(const npd::Tensor& truth, const npd::Tensor& estimate) {
  npd::Evaluation evaluation;
  evaluation.truth.latents = truth;
  evaluation.estimates.latents = estimate;
  for (std::int64_t trial = 0; trial < truth.size(0); ++trial) {
    (trial % 2 == 0 ? evaluation.split.train : evaluation.split.valid).push_back(trial);
  }
  return evaluation;
}
