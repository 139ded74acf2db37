#pragma once

#include "common/recording.hpp"
#include "models.hpp"

#include <npd/dataset.hpp>
#include <npd/system.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// \file dataset.hpp
/// Poisson neurons that see a toy whose dynamics are known [Galgali2023].
namespace toy {

/// A toy by the bin: short steps while the input, with its noise, stays as it is. Its latents are
/// its states.
class ToySystem final : public npd::System {
 public:
  ToySystem(Model model, const Time& time) : model_(std::move(model)), time_(time) {}

  /// What the neurons see the states through.
  void observe(simulated::LogLinear rates) { rates_ = std::move(rates); }

  std::int64_t state_dim() const override { return std::ssize(model_.states); }
  std::int64_t input_dim() const override { return std::ssize(model_.inputs); }
  double bin_s() const override { return time_.bin_s; }
  npd::Tensor step(const npd::Tensor& input, const npd::Tensor& state) override;
  npd::Jacobian jacobian(const npd::Tensor& input, const npd::Tensor& state) override;
  std::optional<npd::Box> domain(const npd::Tensor& input) override;
  npd::Tensor outputs(const npd::Tensor& state) override { return rates_(state); }
  std::vector<npd::Dimension> state_dimensions() const override { return model_.states; }
  std::vector<npd::Dimension> input_dimensions() const override { return model_.inputs; }
  std::shared_ptr<npd::Field> field() override { return model_.field; }

 private:
  Model model_;
  Time time_;
  simulated::LogLinear rates_;
};

/// Trials of a toy. Those of decisions and movements have one of two choices, which are its
/// conditions; trials of linear systems are all repetitions of the same. What makes the noise is
/// part of the drive and not of the true inputs.
class ToyDynamics final : public npd::Dataset {
 public:
  struct Config {
    std::string model = "saddle";
    std::int64_t trials = 1000;
    simulated::TrialConfig recording;
    simulated::LogLinearConfig neurons;
    Time time;
    std::optional<double> noise_per_s;  ///< left out: the model's own
    double change_s = 0.8;
    double late_noise = 1;
    std::int64_t basis_seed = 0;

    void visit(npd::Params& p);
  };
  /// \throws ConfigError naming the parameter
  explicit ToyDynamics(const Config& config);

  /// \throws NumericalError naming the first state that leaves the finite numbers
  npd::Trials make(npd::RandomStream& random) override;

  npd::TrueSystem system() override { return truth_; }

 private:
  /// What moves the trials of a toy.
  struct Course {
    npd::Tensor choices;  ///< (trial), 1 and -1; undefined: there are none
    npd::Tensor starts;   ///< (trial, state)
    npd::Tensor inputs;   ///< (trial, time, input), without noise
  };

  Course linear_course(npd::System& system) const;
  Course course_with_choices(const Model& model, npd::System& system) const;
  npd::RandomStream stream(const std::string& what) const;
  npd::Tensor draw_choices() const;
  npd::Tensor draw_noise(npd::System& system) const;
  std::int64_t change_bin() const;

  Config config_;
  Model model_;
  npd::TrueSystem truth_;
};

}  // namespace toy
