#pragma once

#include "training/config.hpp"

#include <npd/module.hpp>

#include <cstdint>
#include <vector>

namespace npd::train {

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

  /// Forgets all gradients.
  void zero_gradients();

  /// The norm of all gradients together; they are scaled down to `largest` where it is above:
  /// by min(1, largest / (norm + 1e-6)).
  /// \throws NumericalError naming the weights whose gradient is not finite
  double clip_gradients(double largest);

 private:
  struct Moments {
    Tensor mean, square;  // undefined until the weight has had a gradient
  };
  std::vector<Weight> weights_;
  Config config_;
  std::vector<Moments> moments_;
  std::vector<std::int64_t> steps_;
};

}  // namespace npd::train
