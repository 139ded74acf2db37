#include "conformance/tested.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <variant>

namespace npd::testing {
namespace {

class Lister final : public Params {
 public:
  std::vector<Listed> all;

 private:
  void parameter(const ParameterInfo& info, ParameterRef value) override {
    const auto copy = [](const auto* v) -> ParamValue { return *v; };
    all.push_back({info, std::visit(copy, value)});
  }
};

std::string names_of(const std::vector<Listed>& parameters) {
  std::string names;
  for (const auto& parameter : parameters)
    names += (names.empty() ? "" : ", ") + parameter.info.name;
  return names.empty() ? "there are none" : "there are: " + names;
}

template <class Make>
auto make_with(const ParamValues& values, const Make& factory) {
  GivenParams params(values);
  auto made = factory(params);
  params.check_all_used();
  if (made == nullptr) throw PluginError("the factory gave nothing");
  return made;
}

/// Creates an object of the first size that the component takes. A refusal that names a parameter
/// is not about the size.
template <class Shape, class Make>
void create_of_any(std::initializer_list<Shape> shapes, const Tested& tested, const Make& make) {
  for (const Shape& shape : shapes) {
    try {
      make(shape);
      return;
    } catch (const ConfigError& error) {
      if (&shape == shapes.end() - 1 || tested.has_parameter(error.key())) throw;
    }
  }
}

}  // namespace

std::vector<Listed> list_parameters(const Component& component) {
  Lister lister;
  component.visit(lister);
  return lister.all;
}

Tested::Tested(const Component& component, const ParamTexts& texts)
    : component_(component), parameters_(list_parameters(component)) {
  for (const auto& [info, standard] : parameters_) {
    if (const auto given = texts.find(info.name); given != texts.end()) {
      values_.emplace(info.name, read_value(info.name, given->second, standard));
    } else if (std::holds_alternative<GeneratorSlot>(standard)) {
      values_.emplace(info.name, stand_in_generator());
    } else if (std::holds_alternative<ReadoutSlot>(standard)) {
      values_.emplace(info.name, stand_in_readout());
    }
  }
  for (const auto& [name, text] : texts) {
    if (!has_parameter(name)) {
      throw ConfigError(
          name, fmt::format("{} \"{}\" has no parameter \"{}\"; {}", kind_name(component.kind),
                            component.id, name, names_of(parameters_)));
    }
  }
}

bool Tested::has_parameter(const std::string& name) const {
  return std::any_of(parameters_.begin(), parameters_.end(),
                     [&](const Listed& parameter) { return parameter.info.name == name; });
}

std::unique_ptr<Dataset> Tested::dataset(const ParamValues& values) const {
  return make_with(values, component_.make_dataset);
}

std::unique_ptr<Metric> Tested::metric(const ParamValues& values) const {
  return make_with(values, component_.make_metric);
}

std::shared_ptr<Generator> Tested::generator(const GeneratorShape& shape) const {
  return make_with(values_, [&](Params& p) { return component_.make_generator(p, shape); });
}

std::shared_ptr<Readout> Tested::readout(const ReadoutShape& shape) const {
  return make_with(values_, [&](Params& p) { return component_.make_readout(p, shape); });
}

void Tested::create(const ParamValues& values) const {
  switch (component_.kind) {
    case Kind::dataset:
      dataset(values);
      break;
    case Kind::metric:
      metric(values);
      break;
    case Kind::generator:
      create_of_any<GeneratorShape>({{2, 3}, {2, 4}}, *this, [&](const GeneratorShape& shape) {
        make_with(values, [&](Params& p) { return component_.make_generator(p, shape); });
      });
      break;
    case Kind::readout:
      create_of_any<ReadoutShape>({{3, 4}, {3, 3}}, *this, [&](const ReadoutShape& shape) {
        make_with(values, [&](Params& p) { return component_.make_readout(p, shape); });
      });
      break;
  }
}

}  // namespace npd::testing
