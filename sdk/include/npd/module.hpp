#pragma once

#include <npd/tensor.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

/// \file module.hpp
/// Named weights. A light stand-in for torch::nn::Module, which costs 14 s to include.
namespace npd {

/// How a weight starts. The host draws the values from the stream "init/<full name>" of the run's
/// seed, so that a weight's start depends on nothing but the seed and its name.
struct Init {
  enum class Kind { values, normal, uniform };
  Kind kind = Kind::values;
  double scale = 0;  ///< the standard deviation, or half the width of the interval
  Tensor values;     ///< broadcasts to the weight's shape; undefined: zeros
};
Init zeros();
Init values(const Tensor& values);  ///< exactly these
Init normal(double standard_deviation);
Init uniform(double half_width);  ///< in [-half_width, half_width)

/// One weight of a module.
struct Weight {
  std::string name;  ///< "recurrent", in a tree of modules "generator.recurrent"
  Tensor value;
  Init init;
  bool trained = true;
};

/// Something with weights: generators, readouts and the host's own parts of a model. Weights are
/// float32 on construction, zero until the host has drawn them, and can be turned to float64.
/// Thread: one at a time per object; never copied.
class Module {
 public:
  Module() = default;
  virtual ~Module() = default;
  Module(const Module&) = delete;
  Module& operator=(const Module&) = delete;

  /// All weights, own first, then the children's in order of declaration, with full names.
  std::vector<Weight> weights() const;

  /// Stops all gradients here and below: weights() then says trained = false.
  void freeze();

  /// Converts every weight in place to float32 or float64; handles held by subclasses stay valid.
  void to(at::ScalarType type);

 protected:
  /// Declares a trained weight; keep the returned handle.
  Tensor parameter(const std::string& name, at::IntArrayRef shape, Init init);

  /// Declares a weight that belongs to the model but is never trained.
  Tensor constant_weight(const std::string& name, at::IntArrayRef shape, Init init);

  /// Makes another module part of this one, under a name; with an empty one the other's weights
  /// keep their own names.
  template <class M>
  std::shared_ptr<M> child(const std::string& name, std::shared_ptr<M> module) {
    children_.push_back({name, module});
    return module;
  }

 private:
  struct Child {
    std::string name;
    std::shared_ptr<Module> module;
  };
  Tensor declare(const std::string& name, at::IntArrayRef shape, Init init, bool trained);
  void visit(const std::string& prefix, std::vector<Weight>& out) const;

  std::vector<Weight> own_;
  std::vector<Child> children_;
};

}  // namespace npd
