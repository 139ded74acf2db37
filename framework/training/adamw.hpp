#pragma once

#include "training/config.hpp"

#include <npd/module.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace npd::training {

/// Adam with decoupled weight decay [Loshchilov2019], on the trained weights of a module:
///
///     p -= lr weight_decay p;  m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g^2
///     p -= lr / (1 - b1^t) m / (sqrt(v / (1 - b2^t)) + epsilon)
///
/// A weight without a gradient is left as it is.
class AdamW {
 public:
  AdamW(std::vector<Weight> weights, const Config& config);

  /// One step with the gradients that the weights hold.
  void step(double learning_rate);

  /// The norm of all gradients together; they are scaled down to `largest` where it is above:
  /// by min(1, largest / (norm + 1e-6)).
  /// \throws NumericalError naming the weights whose gradient is not finite
  double clip_gradients(double largest);

  /// What is kept of a weight's gradients; undefined until it has had one.
  struct Moments {
    Tensor mean, square;
    std::int64_t steps = 0;
  };
  /// By the names of the weights.
  using State = std::map<std::string, Moments>;

  /// Of the weights that have had a gradient.
  State state() const;

  /// Goes on from the state of an optimiser of equal weights.
  void restore(const State& state);

 private:
  template <class T>
  void step(const Tensor& value, Moments& moments, double learning_rate) const;

  std::vector<Weight> weights_;
  Config config_;
  std::vector<Moments> moments_;
};

}  // namespace npd::training
