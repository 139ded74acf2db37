#pragma once

#include <npd/abi.h>
#include <npd/api.hpp>
#include <npd/params.hpp>
#include <npd/slots.hpp>
#include <npd/stamp.hpp>

#include <memory>
#include <type_traits>

/// \file plugin.hpp
/// Registration. A library exports its components with one macro, in one file:
///
///     NPD_GENERATOR(VanillaRnn, "vanilla_rnn", "0.1.0", "Leaky tanh recurrent network")
///
/// or, for several components, as functions of their class:
///
///     NPD_PLUGIN(npd::component<Rec>("rec", "0.1.0", "..."), npd::component<Ext>("ext", ...))
namespace npd {

class Dataset;
class Generator;
class Readout;
class Metric;

enum class Kind { dataset, generator, readout, metric };

/// "dataset", "generator", "readout", "metric".
const char* kind_name(Kind kind);

/// One entry of a plugin library, behind the handshake. `visit` shows a default Config to the
/// visitor and needs no other state; of the four factories the one of `kind` is set. Each factory
/// reads its Config through the visitor first. All texts are literals of the library.
struct Component {
  Kind kind;
  const char* id;       ///< "gru": lower case, digits and underscores
  const char* version;  ///< "0.1.0"
  const char* summary;  ///< one line
  void (*visit)(Params&);
  std::unique_ptr<Dataset> (*make_dataset)(Params&) = nullptr;
  std::unique_ptr<Generator> (*make_generator)(Params&, const GeneratorShape&) = nullptr;
  std::unique_ptr<Readout> (*make_readout)(Params&, const ReadoutShape&) = nullptr;
  std::unique_ptr<Metric> (*make_metric)(Params&) = nullptr;
};

namespace detail {

template <class Class>
typename Class::Config read_config(Params& params) {
  typename Class::Config config;
  config.visit(params);
  return config;
}

}  // namespace detail

/// Describes a component; its kind is that of the class it derives from.
/// \tparam Class  has a nested `Config` with `void visit(npd::Params&)` and the constructor of its
///                kind: `(const Config&)`, `(const Config&, GeneratorShape)`,
///                `(const Config&, ReadoutShape)`
template <class Class>
constexpr Component component(const char* id, const char* version, const char* summary) {
  Component c{Kind::dataset, id, version, summary, nullptr};
  c.visit = [](Params& params) { detail::read_config<Class>(params); };
  if constexpr (std::is_base_of_v<Generator, Class>) {
    c.kind = Kind::generator;
    c.make_generator = [](Params& params, const GeneratorShape& shape) {
      return std::unique_ptr<Generator>(
          std::make_unique<Class>(detail::read_config<Class>(params), shape));
    };
  } else if constexpr (std::is_base_of_v<Readout, Class>) {
    c.kind = Kind::readout;
    c.make_readout = [](Params& params, const ReadoutShape& shape) {
      return std::unique_ptr<Readout>(
          std::make_unique<Class>(detail::read_config<Class>(params), shape));
    };
  } else if constexpr (std::is_base_of_v<Metric, Class>) {
    c.kind = Kind::metric;
    c.make_metric = [](Params& params) {
      return std::unique_ptr<Metric>(std::make_unique<Class>(detail::read_config<Class>(params)));
    };
  } else {
    static_assert(std::is_base_of_v<Dataset, Class>,
                  "a component derives from npd::Dataset, Generator, Readout or Metric");
    c.make_dataset = [](Params& params) {
      return std::unique_ptr<Dataset>(std::make_unique<Class>(detail::read_config<Class>(params)));
    };
  }
  return c;
}

}  // namespace npd

/// Exports the components of a library. Use it once, at namespace scope, outside any namespace.
#define NPD_PLUGIN(...)                                                                    \
  namespace {                                                                              \
  const npd::Component npd_components[] = {__VA_ARGS__};                                   \
  }                                                                                        \
  extern "C" {                                                                             \
  NPD_API extern const npd_plugin_v1 npd_plugin;                                           \
  const npd_plugin_v1 npd_plugin = {                                                       \
      npd::own_stamp(), sizeof npd_components / sizeof npd_components[0], npd_components}; \
  }

#define NPD_DATASET(Class, id, version, summary) \
  NPD_PLUGIN(npd::component<Class>(id, version, summary))
#define NPD_GENERATOR(Class, id, version, summary) \
  NPD_PLUGIN(npd::component<Class>(id, version, summary))
#define NPD_READOUT(Class, id, version, summary) \
  NPD_PLUGIN(npd::component<Class>(id, version, summary))
#define NPD_METRIC(Class, id, version, summary) \
  NPD_PLUGIN(npd::component<Class>(id, version, summary))
