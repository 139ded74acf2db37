/// \file gru.cpp
/// The generator of LFADS [Pandarinath2018]: a clipped gated recurrent unit, see npd/gru_cell.hpp.
#include "gru_jacobian.hpp"

#include <npd/generator.hpp>
#include <npd/gru_cell.hpp>
#include <npd/gru_kernel.hpp>

#include <algorithm>

namespace {

class Gru final : public npd::Generator {
 public:
  struct Config {
    double clip = 5.0;

    void visit(npd::Params& p) {
      p("clip", clip, "Largest magnitude of a state unit", npd::above(0.0));
    }
  };

  Gru(const Config& config, npd::GeneratorShape shape)
      : cell_(child("cell",
                    std::make_shared<npd::GruCell>(shape.input_dim, shape.state_dim, config.clip))),
        state_dim_(shape.state_dim),
        largest_(std::min(1.0, config.clip)) {}

  npd::Tensor step(const npd::Tensor& input, const npd::Tensor& state) override {
    return cell_->step(input, state);
  }

  npd::Jacobian jacobian(const npd::Tensor& input, const npd::Tensor& state) override {
    return gru_jacobian(*cell_, input, state);
  }

  std::vector<npd::Tensor> recurrent_weights() const override {
    return {cell_->recurrent_weight()};
  }

  /// The next state is a weighted mean of the state and of something between -1 and 1.
  std::optional<npd::Box> domain(const npd::Tensor&) override {
    const npd::Tensor highest = at::full({state_dim_}, largest_, at::TensorOptions(at::kDouble));
    return npd::Box{-highest, highest};
  }

  std::shared_ptr<npd::GeneratorKernel> kernel() override {
    return std::make_shared<npd::GruKernel>(cell_);
  }

 private:
  std::shared_ptr<npd::GruCell> cell_;
  std::int64_t state_dim_;
  double largest_;
};

}  // namespace

NPD_GENERATOR(Gru, "gru", "0.1.0", "Clipped gated recurrent unit, the generator of LFADS")
