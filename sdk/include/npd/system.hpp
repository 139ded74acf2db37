#pragma once

#include <npd/dynamics.hpp>
#include <npd/tensor.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

/// \file system.hpp
/// A dynamical system as analyses see it, whether it is the truth behind a data set or a trained
/// model: everything in float64, everything by the bin.
namespace npd {

/// What one dimension of a vector is.
struct Dimension {
  std::string name;  ///< "PFC a"
  std::string unit;  ///< "nA"; empty for pure numbers
};

/// Dynamics in continuous time, ds/dt = v(u, s). One thread at a time.
class Field {
 public:
  virtual ~Field() = default;

  /// v, in units of the state per unit of time.
  /// \param input  (point, input) float64
  /// \param state  (point, state) float64
  /// \return (point, state) float64
  virtual Tensor velocity(const Tensor& input, const Tensor& state) = 0;

  /// The derivatives of the velocity; by default autograd's.
  virtual Jacobian jacobian(const Tensor& input, const Tensor& state);

  /// The field's unit of time.
  virtual std::string time_unit() const { return "s"; }

  /// A bin in that unit.
  virtual double bin() const = 0;
};

/// A discrete-time dynamical system. `step` takes and gives float64; see npd/dynamics.hpp for what
/// else it may offer. One thread at a time.
class System : public Dynamics {
 public:
  virtual std::int64_t state_dim() const = 0;
  virtual std::int64_t input_dim() const = 0;  ///< may be 0

  /// Width of a bin.
  virtual double bin_s() const = 0;

  /// What the neurons do in a state.
  /// \param state  (point, state) float64
  /// \return expected counts per bin, or means of real-valued data, (point, neuron) float64
  virtual Tensor outputs(const Tensor& state) = 0;

  /// What is compared between systems: of the truth its latents as in Truth::latents, of a model
  /// its factors. By default the state itself. \param state  (point, state) float64 \return (point,
  /// latent) float64
  virtual Tensor latents(const Tensor& state);

  /// The names of the state's dimensions; by default "state 0", "state 1", ...
  virtual std::vector<Dimension> state_dimensions() const;
  /// The names of the input's dimensions; by default "input 0", "input 1", ...
  virtual std::vector<Dimension> input_dimensions() const;

  /// The same dynamics in continuous time; null: there are none.
  virtual std::shared_ptr<Field> field() { return nullptr; }
};

/// A system and how each trial ran through it: s[0] = step(drive[0], start), s[t] = step(drive[t],
/// s[t - 1]) are the states at the end of each bin.
struct DrivenSystem {
  std::shared_ptr<System> system;  ///< null: not known
  Tensor drive;   ///< (trial, time, input) float64, noise included; undefined: not known
  Tensor starts;  ///< (trial, state) float64; undefined: not known

  bool replays() const { return drive.defined() && starts.defined(); }
};

/// The dynamical systems behind a data set, as far as they are known; all in trial order, with the
/// bins of what is reconstructed.
struct TrueSystem {
  /// What the neurons see, alone: its latents are those of Truth::latents and its input is that of
  /// Truth::inputs. What the rest of the circuit sends counts as input, so that it does not answer;
  /// then there may be no drive with which steps of a bin reproduce the trials.
  DrivenSystem recorded;
  /// All that was simulated: the recorded part in closed loop with the rest. Where nothing is
  /// hidden it is the same as `recorded`.
  DrivenSystem whole;
  /// Null where nothing is hidden. Else the recorded part in open loop: whatever is done to it, the
  /// rest does what it did in the trial. Its first states are those of `whole`, which it replays;
  /// behind them is a copy of the recorded part, which receives what the replay sends; latents and
  /// outputs are the copy's.
  DrivenSystem replayed;
};

}  // namespace npd
