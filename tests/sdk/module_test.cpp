#include <npd/gru_cell.hpp>
#include <npd/ops.hpp>

#include <npd/testing/catch.hpp>

namespace {

class Pair final : public npd::Module {
 public:
  Pair()
      : scale_(parameter("scale", {2}, npd::values(at::ones({2})))),
        cell_(child("cell", std::make_shared<npd::GruCell>(2, 3, 5.0))) {}

  npd::Tensor scale_;
  std::shared_ptr<npd::GruCell> cell_;
};

}  // namespace

TEST_CASE("weights have full names, own before children, in order of declaration") {
  std::vector<std::string> names;
  for (const auto& weight : Pair().weights()) names.push_back(weight.name);
  CHECK(names == std::vector<std::string>{"scale", "cell.input_weight", "cell.recurrent_weight",
                                          "cell.bias", "cell.recurrent_bias"});
}

TEST_CASE("only trained weights follow gradients, and none once frozen") {
  Pair pair;
  CHECK(pair.weights()[3].trained);
  CHECK_FALSE(pair.weights()[4].trained);
  pair.freeze();
  for (const auto& weight : pair.weights()) CHECK_FALSE(weight.trained);
}

TEST_CASE("handles stay valid when the type changes") {
  Pair pair;
  pair.to(at::kDouble);
  CHECK(pair.scale_.scalar_type() == at::kDouble);
  CHECK(pair.scale_.requires_grad());
  CHECK(pair.weights()[0].value.is_same(pair.scale_));
}

// With zero weights both gates are sigmoid(0) = 1/2 and the candidate is tanh(0) = 0: h' = h / 2.
TEST_CASE("a GRU cell without weights halves its state, and clips it") {
  const npd::GruCell cell(2, 3, 5.0);
  const auto next = cell.step(at::ones({1, 2}), at::full({1, 3}, 4.0));
  CHECK(at::allclose(next, at::full({1, 3}, 2.0)));
  CHECK(at::allclose(cell.step(at::ones({1, 2}), at::full({1, 3}, 40.0)), at::full({1, 3}, 5.0)));
}
