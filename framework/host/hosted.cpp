#include "host/hosted.hpp"

#include "host/guard.hpp"
#include "host/hosted_system.hpp"

#include <npd/contract.hpp>

#include <utility>
#include <vector>

namespace npd::host {
namespace {

class HostedDataset final : public Dataset {
 public:
  HostedDataset(std::shared_ptr<Dataset> inner, PluginIdentity plugin)
      : inner_(std::move(inner)), plugin_(std::move(plugin)) {}

  Trials make(RandomStream& random) override {
    return guard(plugin_, "make", [&] {
      Trials trials = inner_->make(random);
      contract::check_trials(trials);
      made_ = contract::sizes_of(trials);
      return trials;
    });
  }

  TrueSystem system() override {
    return guard(plugin_, "system", [&] {
      auto truth = inner_->system();
      contract::check_true_system(truth, made_);
      return wrap(std::move(truth), plugin_);
    });
  }

 private:
  std::shared_ptr<Dataset> inner_;
  PluginIdentity plugin_;
  contract::TrialSizes made_;
};

class HostedGeneratorKernel final : public GeneratorKernel {
 public:
  HostedGeneratorKernel(std::shared_ptr<GeneratorKernel> inner, std::shared_ptr<Generator> owner,
                        PluginIdentity plugin)
      : owner_(std::move(owner)), inner_(std::move(inner)), plugin_(std::move(plugin)) {}

  KernelMemory memory() const override {
    return guard(plugin_, "kernel memory", [&] {
      const KernelMemory memory = inner_->memory();
      contract::check_memory(memory);
      return memory;
    });
  }

  void prepare() override {
    guard(plugin_, "kernel prepare", [&] { inner_->prepare(); });
  }

  void forward(ConstPanel input, ConstPanel state, Panel next_state, float* tape,
               float* scratch) const override {
    guard(plugin_, "kernel forward",
          [&] { inner_->forward(input, state, next_state, tape, scratch); });
  }

  void backward(ConstPanel input, ConstPanel state, ConstPanel next_state, const float* tape,
                ConstPanel grad_next_state, Panel grad_input, Panel grad_state,
                const WeightGradients& gradients, float* scratch) const override {
    guard(plugin_, "kernel backward", [&] {
      inner_->backward(input, state, next_state, tape, grad_next_state, grad_input, grad_state,
                       gradients, scratch);
    });
  }

 private:
  std::shared_ptr<Generator> owner_;
  std::shared_ptr<GeneratorKernel> inner_;
  PluginIdentity plugin_;
};

class HostedGenerator final : public Generator {
 public:
  HostedGenerator(std::shared_ptr<Generator> inner, PluginIdentity plugin)
      : inner_(child("", std::move(inner))), plugin_(std::move(plugin)) {}

  Tensor step(const Tensor& input, const Tensor& state) override {
    return guard(plugin_, "step", [&] {
      Tensor next = inner_->step(input, state);
      contract::check_result(next, state.sizes(), state.scalar_type(), "next state (trial, state)");
      return next;
    });
  }

  // A generator does not say how many states it has: those who ask know.
  Jacobian jacobian(const Tensor& input, const Tensor& state) override {
    return guarded_jacobian(*inner_, plugin_, input, state);
  }
  std::optional<Box> domain(const Tensor& input) override {
    return guarded_domain(*inner_, plugin_, input, any_size);
  }
  Tensor starts(const Tensor& input, std::int64_t count, RandomStream& random) override {
    return guarded_starts(*inner_, plugin_, input, count, random, any_size);
  }

  std::vector<Tensor> recurrent_weights() const override {
    return guard(plugin_, "recurrent_weights", [&] {
      auto weights = inner_->recurrent_weights();
      for (const auto& weight : weights) {
        contract::check_result(weight, weight.sizes(), weight.scalar_type(), "recurrent weight");
      }
      return weights;
    });
  }

  bool trained() const override {
    return guard(plugin_, "trained", [&] { return inner_->trained(); });
  }

  InitialState initial_state() const override {
    return guard(plugin_, "initial_state", [&] { return inner_->initial_state(); });
  }

  std::vector<FurtherOutput> further_outputs() const override {
    return guard(plugin_, "further_outputs", [&] {
      auto outputs = inner_->further_outputs();
      contract::check_further_outputs(outputs);
      return outputs;
    });
  }

  std::vector<Tensor> further(const Tensor& input, const Tensor& state) override {
    return guard(plugin_, "further", [&] {
      auto values = inner_->further(input, state);
      contract::check_further(values, inner_->further_outputs(), state);
      return values;
    });
  }

  std::shared_ptr<GeneratorKernel> kernel() override {
    return guard(plugin_, "kernel", [&]() -> std::shared_ptr<GeneratorKernel> {
      auto kernel = inner_->kernel();
      if (kernel == nullptr) return nullptr;
      return std::make_shared<HostedGeneratorKernel>(std::move(kernel), inner_, plugin_);
    });
  }

 private:
  std::shared_ptr<Generator> inner_;
  PluginIdentity plugin_;
};

class HostedReadoutKernel final : public ReadoutKernel {
 public:
  HostedReadoutKernel(std::shared_ptr<ReadoutKernel> inner, std::shared_ptr<Readout> owner,
                      PluginIdentity plugin)
      : owner_(std::move(owner)), inner_(std::move(inner)), plugin_(std::move(plugin)) {}

  KernelMemory memory() const override {
    return guard(plugin_, "kernel memory", [&] {
      const KernelMemory memory = inner_->memory();
      contract::check_memory(memory);
      return memory;
    });
  }

  void prepare() override {
    guard(plugin_, "kernel prepare", [&] { inner_->prepare(); });
  }

  void forward(ConstPanel factors, Panel outputs, float* tape, float* scratch) const override {
    guard(plugin_, "kernel forward", [&] { inner_->forward(factors, outputs, tape, scratch); });
  }

  void backward(ConstPanel factors, const float* tape, ConstPanel grad_outputs, Panel grad_factors,
                const WeightGradients& gradients, float* scratch) const override {
    guard(plugin_, "kernel backward",
          [&] { inner_->backward(factors, tape, grad_outputs, grad_factors, gradients, scratch); });
  }

 private:
  std::shared_ptr<Readout> owner_;
  std::shared_ptr<ReadoutKernel> inner_;
  PluginIdentity plugin_;
};

class HostedReadout final : public Readout {
 public:
  HostedReadout(std::shared_ptr<Readout> inner, PluginIdentity plugin, std::int64_t output_dim)
      : inner_(child("", std::move(inner))), plugin_(std::move(plugin)), output_dim_(output_dim) {}

  Tensor output_parameters(const Tensor& factors) override {
    return guard(plugin_, "output_parameters", [&] {
      Tensor parameters = inner_->output_parameters(factors);
      auto sizes = factors.sizes().vec();
      sizes.back() = output_dim_;
      contract::check_result(parameters, sizes, factors.scalar_type(),
                             "output parameters (..., output)");
      return parameters;
    });
  }

  bool start_at(const Tensor& parameters) override {
    return guard(plugin_, "start_at", [&] { return inner_->start_at(parameters); });
  }

  std::shared_ptr<ReadoutKernel> kernel() override {
    return guard(plugin_, "kernel", [&]() -> std::shared_ptr<ReadoutKernel> {
      auto kernel = inner_->kernel();
      if (kernel == nullptr) return nullptr;
      return std::make_shared<HostedReadoutKernel>(std::move(kernel), inner_, plugin_);
    });
  }

 private:
  std::shared_ptr<Readout> inner_;
  PluginIdentity plugin_;
  std::int64_t output_dim_;
};

class HostedMetric final : public Metric {
 public:
  HostedMetric(std::shared_ptr<Metric> inner, PluginIdentity plugin)
      : inner_(std::move(inner)), plugin_(std::move(plugin)) {}

  std::vector<ScoreInfo> scores() const override {
    return guard(plugin_, "scores", [&] {
      auto infos = inner_->scores();
      contract::check_score_infos(infos);
      return infos;
    });
  }

  std::vector<Score> evaluate(const Evaluation& evaluation) override {
    return guard(plugin_, "evaluate", [&] {
      auto scores = inner_->evaluate(evaluation);
      contract::check_scores(scores, inner_->scores());
      return scores;
    });
  }

  std::vector<Figure> figures(const Evaluation& evaluation) override {
    return guard(plugin_, "figures", [&] {
      auto figures = inner_->figures(evaluation);
      check_figures(figures);
      return figures;
    });
  }

 private:
  std::shared_ptr<Metric> inner_;
  PluginIdentity plugin_;
};

}  // namespace

std::shared_ptr<Dataset> wrap(std::shared_ptr<Dataset> dataset, const PluginIdentity& plugin) {
  return std::make_shared<HostedDataset>(std::move(dataset), plugin);
}

std::shared_ptr<Generator> wrap(std::shared_ptr<Generator> generator,
                                const PluginIdentity& plugin) {
  return std::make_shared<HostedGenerator>(std::move(generator), plugin);
}

std::shared_ptr<Readout> wrap(std::shared_ptr<Readout> readout, const PluginIdentity& plugin,
                              std::int64_t output_dim) {
  return std::make_shared<HostedReadout>(std::move(readout), plugin, output_dim);
}

std::shared_ptr<Metric> wrap(std::shared_ptr<Metric> metric, const PluginIdentity& plugin) {
  return std::make_shared<HostedMetric>(std::move(metric), plugin);
}

}  // namespace npd::host
