#pragma once

#include <npd/random.hpp>
#include <npd/tensor.hpp>

#include <cstdint>
#include <functional>
#include <optional>

/// \file dynamics.hpp
/// A map from a state and an input to the next state, and what analyses may ask of one. Generators
/// are such maps, and so are systems (npd/system.hpp).
namespace npd {

/// The derivatives of a map at several points.
struct Jacobian {
  Tensor state;  ///< (point, i, j): of the i-th result by the j-th state
  Tensor input;  ///< (point, i, j): of the i-th result by the j-th input
};

/// A box of states, its faces included.
struct Box {
  Tensor lowest, highest;  ///< (state), float64
};

/// (point, input), (point, state) -> (point, state). Points must not influence each other.
using StateMap = std::function<Tensor(const Tensor& input, const Tensor& state)>;

/// The derivatives of a map by automatic differentiation: one backward pass for each state, however
/// many points there are. The map must be made of operations that autograd can follow.
/// \param input  (point, input); there may be no inputs
/// \param state  (point, state)
Jacobian autograd_jacobian(const StateMap& map, const Tensor& input, const Tensor& state);

/// Discrete-time dynamics with inputs. One thread at a time.
class Dynamics {
 public:
  virtual ~Dynamics() = default;

  /// One bin, of any number of points at once, which must not influence each other.
  /// \param input  (point, input); there may be no inputs
  /// \param state  (point, state)
  /// \return the next state, (point, state), of the state's type
  virtual Tensor step(const Tensor& input, const Tensor& state) = 0;

  /// The derivatives of `step`; by default autograd's. Whoever writes them by hand need not make
  /// `step` of operations that autograd can follow.
  virtual Jacobian jacobian(const Tensor& input, const Tensor& state);

  /// A box that `step` maps into itself while the input stays as it is, if one is known. Then the
  /// indices sign det(1 - J) of all fixed points in it add up to 1, if no determinant is 0.
  /// \param input  (input), float64
  virtual std::optional<Box> domain(const Tensor& input);

  /// Points to start a search for fixed points from, beside the states of trials; by default
  /// uniform in `domain(input)`. \param input  (input), float64 \return (count, state), float64;
  /// undefined: no proposal
  virtual Tensor starts(const Tensor& input, std::int64_t count, RandomStream& random);
};

}  // namespace npd
