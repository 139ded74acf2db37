#pragma once

#include "circuit.hpp"
#include "simulation.hpp"

#include <npd/dataset.hpp>
#include <npd/params.hpp>

#include <string>

/// \file datasets.hpp
/// The data sets of the library as classes.
namespace murray {

/// Parameters of the two-area circuit; the defaults are those of `murray_rec_pfc`.
struct TwoAreaConfig {
  Coupling j11{0.35, 0.28387};    ///< PPC to itself
  Coupling j22{0.4182, 0.28387};  ///< PFC to itself
  Coupling j12{0.15, 0.0};        ///< PPC to PFC
  Coupling j21{0.04, 0.0};        ///< PFC to PPC
  std::string region = "pfc";
  std::string observation = "dense";
  std::string shuffled_input = "none";
  SimulationConfig simulation;

  TwoAreaConfig();
  void visit(npd::Params& p);
};

/// Positive feedback from PFC to PPC.
struct PositiveFeedback : TwoAreaConfig {};

/// Negative feedback from PFC to PPC, and stronger pulses.
struct NegativeFeedback : TwoAreaConfig {
  NegativeFeedback();
};

/// Neurons of one area, or of both, of the two-area circuit.
class TwoAreaDataset : public npd::Dataset {
 public:
  /// \param give_inputs  whether the model is told what the recorded area receives
  /// \throws ConfigError naming the parameter
  /// \throws DataError from the file of validation trials
  TwoAreaDataset(const TwoAreaConfig& config, bool give_inputs);

  /// \throws NumericalError naming trial and bin if the simulation diverges
  npd::Trials make(npd::RandomStream& random) override;

  npd::TrueSystem system() override { return truth_; }

 private:
  npd::TrueSystem truth_of(const Circuit& circuit, const Simulation& simulation,
                           const RateMap& rates) const;

  TwoAreaConfig config_;
  bool give_inputs_;
  npd::Split split_;
  npd::TrueSystem truth_;
};

/// A component: a wiring, and whether the inputs are given.
template <class Wiring, bool give_inputs>
class TwoArea final : public TwoAreaDataset {
 public:
  using Config = Wiring;
  explicit TwoArea(const Config& config) : TwoAreaDataset(config, give_inputs) {}
};

/// One area alone that receives the pulses itself.
class SingleArea final : public npd::Dataset {
 public:
  /// The wiring of the PFC, which can decide and remember on its own.
  struct Config {
    Coupling recurrent{0.4182, 0.28387};
    SimulationConfig simulation;

    Config();
    void visit(npd::Params& p);
  };

  /// \throws ConfigError naming the parameter
  /// \throws DataError from the file of validation trials
  explicit SingleArea(const Config& config);

  /// \throws NumericalError naming trial and bin if the simulation diverges
  npd::Trials make(npd::RandomStream& random) override;

  npd::TrueSystem system() override { return truth_; }

 private:
  Config config_;
  npd::Split split_;
  npd::TrueSystem truth_;
};

}  // namespace murray
