#pragma once

#include "conformance/checks.hpp"

#include <npd/dataset.hpp>
#include <npd/generator.hpp>
#include <npd/metric.hpp>
#include <npd/readout.hpp>
#include <npd/testing/load_component.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace npd::testing {

/// One parameter as its component lists it.
struct Listed {
  ParameterInfo info;
  ParamValue standard;  ///< the default
};

/// The component under test with the parameters that it is tested with.
class Tested {
 public:
  /// \throws ConfigError naming a parameter that does not exist or whose text cannot be read
  Tested(const Component& component, const ParamTexts& texts);

  const Component& component() const { return component_; }
  const std::vector<Listed>& parameters() const { return parameters_; }
  const ParamValues& values() const { return values_; }
  bool has_parameter(const std::string& name) const;

  /// Each creates an object with the values given here, or with `values`.
  std::unique_ptr<Dataset> dataset() const { return dataset(values_); }
  std::unique_ptr<Dataset> dataset(const ParamValues& values) const;
  std::unique_ptr<Metric> metric() const { return metric(values_); }
  std::unique_ptr<Metric> metric(const ParamValues& values) const;
  std::shared_ptr<Generator> generator(const GeneratorShape& shape) const;
  std::shared_ptr<Readout> readout(const ReadoutShape& shape) const;

  /// Creates an object of whatever kind, of a small size, and lets it go.
  void create(const ParamValues& values) const;

 private:
  const Component& component_;
  std::vector<Listed> parameters_;
  ParamValues values_;
};

/// The parameters of a component in the order in which it lists them.
std::vector<Listed> list_parameters(const Component& component);

/// A value of the type of `standard`.
/// \throws ConfigError naming the parameter
ParamValue read_value(const std::string& name, const std::string& text, const ParamValue& standard);

/// What fills a slot that nobody fills: leaky tanh units, a linear map.
GeneratorSlot stand_in_generator();
ReadoutSlot stand_in_readout();

/// The checks of parameters, the same for every kind.
void check_parameters(const Tested& tested, Checks& checks);

/// The checks of each kind.
void check_generator(const Tested& tested, Checks& checks);
void check_readout(const Tested& tested, Checks& checks);
void check_dataset(const Tested& tested, Checks& checks);
void check_metric(const Tested& tested, Checks& checks);

/// Those of the systems behind a data set.
void check_systems(const Tested& tested, Checks& checks);

}  // namespace npd::testing
