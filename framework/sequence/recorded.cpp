#include "sequence/recorded.hpp"

#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/variable.h>

#include <algorithm>
#include <cassert>
#include <memory>
#include <utility>

namespace npd::sequence {
namespace {

class RecordedOperation final : public torch::autograd::Node {
 public:
  explicit RecordedOperation(Backward backward) : backward_(std::move(backward)) {}

  torch::autograd::variable_list apply(torch::autograd::variable_list&& gradients) override {
    assert(backward_ && "a fused operation has only one backward pass");
    return backward_(gradients);
  }

  void release_variables() override { backward_ = nullptr; }

 private:
  Backward backward_;
};

}  // namespace

bool needs_gradient(const std::vector<Tensor>& inputs) {
  return c10::GradMode::is_enabled() &&
         std::any_of(inputs.begin(), inputs.end(),
                     [](const Tensor& x) { return x.defined() && x.requires_grad(); });
}

void record(const std::vector<Tensor>& inputs, const std::vector<Tensor>& outputs,
            Backward backward) {
  // Autograd lets go of nodes one by one; a plain delete would recurse through the whole graph.
  const std::shared_ptr<torch::autograd::Node> node(new RecordedOperation(std::move(backward)),
                                                    torch::autograd::deleteNode);
  for (const auto& input : inputs) {
    node->add_next_edge(input.defined() ? torch::autograd::impl::gradient_edge(input)
                                        : torch::autograd::Edge());
  }
  for (const auto& output : outputs) {
    const auto number = node->add_input_metadata(output);
    torch::autograd::impl::set_gradient_edge(output, {node, number});
  }
}

}  // namespace npd::sequence
