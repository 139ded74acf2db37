#pragma once

#include "config/component_source.hpp"

#include <npd/error.hpp>
#include <npd/generator.hpp>
#include <npd/metric.hpp>
#include <npd/readout.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// \file test_plugins.hpp
/// Components that live in the test, and the source that finds them.
namespace npd::config::testing {

/// Remembers its parameters.
class Leaky final : public npd::Generator {
 public:
  struct Config {
    double tau_s = 0.06;
    std::int64_t rank = 2;
    std::string mode = "euler";
    std::filesystem::path weights;
    void visit(npd::Params& p) {
      p("tau_s", tau_s, "Decay time constant", npd::above(0.0), "s");
      p("rank", rank, "Rank of the recurrence", npd::at_least(1));
      p("mode", mode, "Integration", npd::one_of({"euler", "exact"}));
      p("weights", weights, "Initial weights");
    }
  };

  Leaky(const Config& config, npd::GeneratorShape shape) : config_(config), shape_(shape) {
    if (config.rank > shape.state_dim) {
      throw npd::ConfigError("rank", "must be at most the state's dimension");
    }
    if (config.mode == "exact" && config.tau_s > 1) throw npd::ConfigError("too slow to be exact");
  }
  npd::Tensor step(const npd::Tensor&, const npd::Tensor& state) override { return state; }

  const Config& config() const { return config_; }
  const npd::GeneratorShape& shape() const { return shape_; }

 private:
  Config config_;
  npd::GeneratorShape shape_;
};

/// Holds another generator.
class Wrapper final : public npd::Generator {
 public:
  struct Config {
    npd::GeneratorSlot inner;
    double gain = 1;
    void visit(npd::Params& p) {
      p("inner", inner, "The generator inside");
      p("gain", gain, "Factor on its output");
    }
  };

  Wrapper(const Config& config, npd::GeneratorShape shape)
      : inner_plugin_(config.inner.plugin), inner_(child("inner", config.inner.create(shape))) {}
  npd::Tensor step(const npd::Tensor& input, const npd::Tensor& state) override {
    return inner_->step(input, state);
  }

  const std::string& inner_plugin() const { return inner_plugin_; }
  const npd::Generator& inner() const { return *inner_; }

 private:
  std::string inner_plugin_;
  std::shared_ptr<npd::Generator> inner_;
};

/// Checks its parameters against each other while they are visited.
class Affine final : public npd::Readout {
 public:
  struct Config {
    double lowest = 0;
    double highest = 1;
    void visit(npd::Params& p) {
      p("lowest", lowest, "Lowest log rate");
      p("highest", highest, "Highest log rate");
      if (lowest > highest) throw npd::ConfigError("lowest", "must not exceed highest");
    }
  };

  Affine(const Config&, npd::ReadoutShape shape) : shape_(shape) {}
  npd::Tensor output_parameters(const npd::Tensor& factors) override { return factors; }

  const npd::ReadoutShape& shape() const { return shape_; }

 private:
  npd::ReadoutShape shape_;
};

/// Holds a readout.
class Mixed final : public npd::Metric {
 public:
  struct Config {
    npd::ReadoutSlot readout;
    void visit(npd::Params& p) { p("readout", readout, "The readout to score"); }
  };

  explicit Mixed(const Config& config) { readout_ = config.readout.create({3, 5}); }
  std::vector<npd::ScoreInfo> scores() const override { return {}; }
  std::vector<npd::Score> evaluate(const npd::Evaluation&) override { return {}; }

  const npd::Readout& readout() const { return *readout_; }

 private:
  std::shared_ptr<npd::Readout> readout_;
};

/// Repeats a parameter.
class Constant final : public npd::Dataset {
 public:
  struct Config {
    double bin_s = 0.01;
    void visit(npd::Params& p) { p("bin_s", bin_s, "Width of a bin", npd::above(0.0), "s"); }
  };

  explicit Constant(const Config& config) : bin_s_(config.bin_s) {}
  npd::Trials make(npd::RandomStream&) override {
    npd::Trials trials;
    trials.bin_s = bin_s_;
    return trials;
  }

 private:
  double bin_s_;
};

/// What the host's registry is in the program.
class TestPlugins final : public ComponentSource {
 public:
  std::filesystem::path configs;  ///< what `npd:` stands for

  std::filesystem::path shipped_configs() const override { return configs; }
  const npd::Component& find(npd::Kind kind, std::string_view id) override {
    for (const npd::Component& component : components_) {
      if (component.kind == kind && component.id == id) return component;
    }
    throw npd::PluginError(std::string(npd::kind_name(kind)) + " \"" + std::string(id) +
                           "\" not found\nsearched: nowhere");
  }
  std::shared_ptr<void> create(const npd::Component& component, npd::Params& params,
                               const void* shape, const npd::config::Locate&) override {
    return component.create(params, shape);
  }

 private:
  std::vector<npd::Component> components_ = {
      npd::component<Leaky>("leaky", "1.0", "Leaky network"),
      npd::component<Wrapper>("wrapper", "1.0", "Another generator inside"),
      npd::component<Affine>("affine", "1.0", "Affine map"),
      npd::component<Mixed>("mixed", "1.0", "Scores a readout"),
      npd::component<Constant>("constant", "1.0", "Nothing but a bin width"),
  };
};

}  // namespace npd::config::testing
