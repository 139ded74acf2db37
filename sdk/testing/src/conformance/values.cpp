#include "conformance/tested.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <sstream>
#include <type_traits>
#include <variant>

namespace npd::testing {
namespace {

/// Reads a whole text as one number.
template <class Number>
Number number(const std::string& name, const std::string& text, const char* expected) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw ConfigError(name, fmt::format("{}: expected {}, found \"{}\"", name, expected, text));
  }
  return value;
}

std::vector<std::string> items(const std::string& text) {
  std::vector<std::string> all;
  std::istringstream in(text);
  for (std::string item; std::getline(in, item, ',');) all.push_back(item);
  return all;
}

/// Loads the only component of a kind from a library; the first if there are several.
const Component& component_of_kind(const std::string& name, const std::string& library, Kind kind) {
  for (const auto& component : load_components(library))
    if (component.kind == kind) return component;
  throw ConfigError(name, fmt::format("{}: {} holds no {}", name, library, kind_name(kind)));
}

struct Reader {
  const std::string& name;
  const std::string& text;

  ParamValue operator()(const bool&) const {
    if (text == "true") return true;
    if (text == "false") return false;
    throw ConfigError(name, fmt::format("{}: expected true or false, found \"{}\"", name, text));
  }
  ParamValue operator()(const std::int64_t&) const {
    return number<std::int64_t>(name, text, "an integer");
  }
  ParamValue operator()(const double&) const { return number<double>(name, text, "a number"); }
  ParamValue operator()(const std::string&) const { return text; }
  ParamValue operator()(const std::filesystem::path&) const { return std::filesystem::path(text); }
  ParamValue operator()(const std::vector<std::string>&) const { return items(text); }
  ParamValue operator()(const std::vector<std::int64_t>&) const {
    std::vector<std::int64_t> all;
    for (const auto& item : items(text))
      all.push_back(number<std::int64_t>(name, item, "integers with commas between"));
    return all;
  }
  ParamValue operator()(const std::vector<double>&) const {
    std::vector<double> all;
    for (const auto& item : items(text))
      all.push_back(number<double>(name, item, "numbers with commas between"));
    return all;
  }
  ParamValue operator()(const GeneratorSlot&) const {
    const Component& inner = component_of_kind(name, text, Kind::generator);
    return GeneratorSlot{inner.id, [library = text, &inner](const GeneratorShape& shape) {
                           return load_generator(library, inner.id, shape);
                         }};
  }
  ParamValue operator()(const ReadoutSlot&) const {
    const Component& inner = component_of_kind(name, text, Kind::readout);
    return ReadoutSlot{inner.id, [library = text, &inner](const ReadoutShape& shape) {
                         return load_readout(library, inner.id, shape);
                       }};
  }
};

double scale_of(std::int64_t count) { return 1 / std::sqrt(static_cast<double>(count)); }

class StandInGenerator final : public Generator {
 public:
  explicit StandInGenerator(const GeneratorShape& shape)
      : recurrent_(parameter("recurrent", {shape.state_dim, shape.state_dim},
                             normal(scale_of(shape.state_dim)))),
        input_(parameter("input", {shape.state_dim, shape.input_dim}, normal(1))) {}

  Tensor step(const Tensor& input, const Tensor& state) override {
    const Tensor drive =
        at::matmul(at::tanh(state), recurrent_.t()) + at::matmul(input, input_.t());
    return state + 0.2 * (drive - state);
  }

  std::vector<Tensor> recurrent_weights() const override { return {recurrent_}; }

 private:
  Tensor recurrent_, input_;
};

class StandInReadout final : public Readout {
 public:
  explicit StandInReadout(const ReadoutShape& shape)
      : weight_(parameter("weight", {shape.output_dim, shape.factor_dim},
                          normal(scale_of(shape.factor_dim)))) {}

  Tensor output_parameters(const Tensor& factors) override {
    return at::matmul(factors, weight_.t());
  }

 private:
  Tensor weight_;
};

}  // namespace

ParamValue read_value(const std::string& name, const std::string& text,
                      const ParamValue& standard) {
  return std::visit(Reader{name, text}, standard);
}

GeneratorSlot stand_in_generator() {
  return {"stand_in",
          [](const GeneratorShape& shape) { return std::make_shared<StandInGenerator>(shape); }};
}

ReadoutSlot stand_in_readout() {
  return {"stand_in",
          [](const ReadoutShape& shape) { return std::make_shared<StandInReadout>(shape); }};
}

}  // namespace npd::testing
