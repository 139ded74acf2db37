#pragma once

#include <npd/module.hpp>

#include <cstdint>

/// \file gru_cell.hpp
/// The gated recurrent unit of LFADS, used by its encoders, its controller and the `gru` generator.
namespace npd {

/// A GRU [Cho2014] whose reset gate acts before the recurrent product and whose state is clipped
/// [Pandarinath2018]:
///
///     z  = sigmoid(Wz x + bz + Uz h + cz)
///     r  = sigmoid(Wr x + br + Ur h + cr)
///     n  = tanh(Wn x + bn + Un (r h) + cn)
///     h' = clamp(z h + (1 - z) n, -clip, clip)
///
/// Rows of every weight are stacked z, r, n. Start: W and U normal with variance 1 / columns, b = 1
/// for the gates and 0 for n; c = 0 is never trained.
class GruCell final : public Module {
 public:
  GruCell(std::int64_t input_dim, std::int64_t state_dim, double clip);

  /// \param input  (trial, input)
  /// \param state  (trial, state)
  /// \return the next state, (trial, state)
  Tensor step(const Tensor& input, const Tensor& state) const;

  /// The part of `step` that needs no state, for whole sequences at once.
  /// \param input  (..., input)
  /// \return W x + b + c, (..., 3 state)
  Tensor project(const Tensor& input) const;

  /// The recurrent weights cut and transposed as `step_projected` wants them; cut once a sequence.
  struct Recurrence {
    Tensor gates;      ///< (state, 2 state)
    Tensor candidate;  ///< (state, state)
  };
  Recurrence recurrence() const;

  /// `step` with a projected input, (trial, 3 state).
  Tensor step_projected(const Tensor& projected, const Tensor& state,
                        const Recurrence& recurrence) const;

  std::int64_t state_dim() const { return state_dim_; }
  double clip() const { return clip_; }
  const Tensor& input_weight() const { return input_weight_; }          ///< W (3 state, input)
  const Tensor& recurrent_weight() const { return recurrent_weight_; }  ///< U (3 state, state)
  const Tensor& bias() const { return bias_; }                          ///< b (3 state)
  const Tensor& recurrent_bias() const { return recurrent_bias_; }      ///< c (3 state)

 private:
  std::int64_t state_dim_;
  double clip_;
  Tensor input_weight_, recurrent_weight_, bias_, recurrent_bias_;
};

}  // namespace npd
