/// \file subsample.cpp
/// Fewer neurons or trials of another data set: what a fit needs of a recording, by its size.
#include <npd/dataset.hpp>
#include <npd/error.hpp>

#include <ATen/Functions.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

namespace {

using npd::Tensor;
using Indices = std::vector<std::int64_t>;

/// `count` of the numbers below `size`, ascending; a larger count draws the same numbers and more.
Indices draw(std::int64_t count, std::int64_t size, npd::RandomStream& random) {
  auto order = random.permutation(size);
  order.resize(static_cast<std::size_t>(count));
  std::sort(order.begin(), order.end());
  return order;
}

Tensor tensor_of(const Indices& indices) {
  return at::tensor(indices, at::TensorOptions().dtype(at::kLong));
}

void select(Tensor& array, std::int64_t axis, const Tensor& kept) {
  if (array.defined()) array = array.index_select(axis, kept);
}

template <class Cell>
void select(std::vector<Cell>& cells, const Indices& kept) {
  const auto all = std::exchange(cells, {});
  for (const auto i : kept) cells.push_back(all[static_cast<std::size_t>(i)]);
}

void select(npd::Column& column, const Indices& kept) {
  std::visit([&](auto& cells) { select(cells, kept); }, column.values);
}

/// A system of which fewer neurons are seen.
class FewerNeurons final : public npd::System {
 public:
  FewerNeurons(std::shared_ptr<npd::System> all, Tensor neurons)
      : all_(std::move(all)), neurons_(std::move(neurons)) {}

  Tensor outputs(const Tensor& state) override {
    return all_->outputs(state).index_select(1, neurons_);
  }

  std::int64_t state_dim() const override { return all_->state_dim(); }
  std::int64_t input_dim() const override { return all_->input_dim(); }
  double bin_s() const override { return all_->bin_s(); }
  Tensor step(const Tensor& input, const Tensor& state) override {
    return all_->step(input, state);
  }
  npd::Jacobian jacobian(const Tensor& input, const Tensor& state) override {
    return all_->jacobian(input, state);
  }
  std::optional<npd::Box> domain(const Tensor& input) override { return all_->domain(input); }
  Tensor starts(const Tensor& input, std::int64_t count, npd::RandomStream& random) override {
    return all_->starts(input, count, random);
  }
  Tensor latents(const Tensor& state) override { return all_->latents(state); }
  std::vector<npd::Dimension> state_dimensions() const override { return all_->state_dimensions(); }
  std::vector<npd::Dimension> input_dimensions() const override { return all_->input_dimensions(); }
  std::shared_ptr<npd::Field> field() override { return all_->field(); }

 private:
  std::shared_ptr<npd::System> all_;
  Tensor neurons_;
};

class Subsample final : public npd::Dataset {
 public:
  struct Config {
    npd::DatasetSlot of;
    std::int64_t neurons = 0, train_trials = 0, valid_trials = 0, seed = 0;

    void visit(npd::Params& p) {
      p("of", of, "The data set to draw from");
      p("neurons", neurons, "How many of the neurons that the model sees; 0: all",
        npd::at_least(0));
      p("train_trials", train_trials, "How many trials to train on; 0: all", npd::at_least(0));
      p("valid_trials", valid_trials, "How many validation trials; 0: all", npd::at_least(0));
      p("seed", seed, "Of the draw of neurons and trials", npd::at_least(0));
    }
  };

  explicit Subsample(const Config& config) : config_(config), inner_(create(config.of)) {}

  npd::Trials make(npd::RandomStream& random) override {
    auto trials = inner_->make(random);
    draw_trials("train_trials", config_.train_trials, trials.split.train);
    draw_trials("valid_trials", config_.valid_trials, trials.split.valid);
    keep_trials(trials);
    if (config_.neurons > 0) keep_neurons(trials);
    return trials;
  }

  npd::TrueSystem system() override {
    auto systems = inner_->system();
    for (auto* driven : {&systems.recorded, &systems.whole, &systems.replayed}) {
      if (driven->system && neurons_.defined()) {
        driven->system = std::make_shared<FewerNeurons>(driven->system, neurons_);
      }
      select(driven->drive, 0, trials_);
      select(driven->starts, 0, trials_);
    }
    return systems;
  }

 private:
  static std::shared_ptr<npd::Dataset> create(const npd::DatasetSlot& slot) {
    if (!slot.filled()) {
      throw npd::ConfigError(
          "of", "is missing; name a data set, for example { plugin = \"murray_rec_pfc\" }");
    }
    return slot.create();
  }

  /// What is drawn of neurons and of either kind of trial does not depend on the others' numbers.
  npd::RandomStream stream(const char* name) const {
    return {static_cast<std::uint64_t>(config_.seed), std::string("subsample.") + name};
  }

  static void check_count(const char* key, std::int64_t asked, std::int64_t there) {
    if (asked <= there) return;
    throw npd::ConfigError(
        key, fmt::format("{} are more than the data set has; at most {}", asked, there));
  }

  void draw_trials(const char* key, std::int64_t count, Indices& part) const {
    const auto size = static_cast<std::int64_t>(part.size());
    check_count(key, count, size);
    if (count == 0) return;
    auto random = stream(key);
    Indices kept;
    for (const auto index : draw(count, size, random)) {
      kept.push_back(part[static_cast<std::size_t>(index)]);
    }
    part = std::move(kept);
  }

  /// Those that are in some part, in their order; the parts then count them anew.
  void keep_trials(npd::Trials& trials) {
    Indices kept;
    const auto parts = {&trials.split.train, &trials.split.valid, &trials.split.test};
    for (const auto* part : parts) kept.insert(kept.end(), part->begin(), part->end());
    std::sort(kept.begin(), kept.end());
    for (auto* part : parts) {
      for (auto& trial : *part) {
        trial = std::lower_bound(kept.begin(), kept.end(), trial) - kept.begin();
      }
    }
    trials_ = tensor_of(kept);
    for (Tensor* array :
         {&trials.spikes, &trials.target_spikes, &trials.external_input, &trials.truth.rates,
          &trials.truth.latents, &trials.truth.inputs, &trials.behaviour.values}) {
      select(*array, 0, trials_);
    }
    for (auto& [name, array] : trials.trial_arrays) select(array, 0, trials_);
    for (auto& column : trials.trial_info) select(column, kept);
    if (trials.numbers.empty()) {
      trials.numbers = kept;
    } else {
      select(trials.numbers, kept);
    }
    if (!trials.conditions.empty()) select(trials.conditions.labels, kept);
  }

  /// Of the neurons that are seen; those that are held out behind them stay.
  void keep_neurons(npd::Trials& trials) {
    const auto seen = trials.spikes.size(2), all = npd::target_of(trials).size(2);
    check_count("neurons", config_.neurons, seen);
    auto random = stream("neurons");
    auto kept = draw(config_.neurons, seen, random);
    select(trials.spikes, 2, tensor_of(kept));
    for (auto neuron = seen; neuron < all; ++neuron) kept.push_back(neuron);
    neurons_ = tensor_of(kept);
    select(trials.target_spikes, 2, neurons_);
    select(trials.truth.rates, 2, neurons_);
    for (auto& column : trials.neuron_info) select(column, kept);
  }

  Config config_;
  std::shared_ptr<npd::Dataset> inner_;
  Tensor trials_;   ///< of the other data set's trials
  Tensor neurons_;  ///< of the target that are kept; undefined: all
};

}  // namespace

NPD_DATASET(Subsample, "subsample", "0.1.0", "Fewer neurons or trials of another data set")
