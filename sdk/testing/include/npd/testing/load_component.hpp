#pragma once

#include <npd/generator.hpp>
#include <npd/params.hpp>
#include <npd/plugin.hpp>
#include <npd/readout.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// \file load_component.hpp
/// Opens a plugin library in a test, without the host: its symbols are hidden, so its table of
/// components is the only way in.

// Libraries stay loaded, so that what refers to them never dangles, as g++ 14 would suspect.
#if __has_cpp_attribute(gnu::no_dangling)
#define NPD_STAYS_LOADED [[gnu::no_dangling]]
#else
#define NPD_STAYS_LOADED
#endif

namespace npd::testing {

using ParamValue = std::variant<bool, std::int64_t, double, std::string, std::filesystem::path,
                                std::vector<std::int64_t>, std::vector<double>,
                                std::vector<std::string>, GeneratorSlot, ReadoutSlot>;

/// Values for some parameters, by name; the others keep their defaults.
using ParamValues = std::map<std::string, ParamValue>;

/// Fills a Config as the host does from a file: with checks of names, types and bounds.
class GivenParams final : public Params {
 public:
  explicit GivenParams(ParamValues values) : values_(std::move(values)) {}

  /// \throws ConfigError if a value was given to a parameter that does not exist
  void check_all_used() const;

 protected:
  /// \throws ConfigError if a value has another type or is not allowed
  void parameter(const ParameterInfo& info, ParameterRef value) override;

 private:
  ParamValues values_;
};

/// Everything that a library holds; it stays loaded.
/// \throws PluginError if it cannot be loaded or was built for another SDK, compiler or LibTorch
NPD_STAYS_LOADED std::span<const Component> load_components(const std::filesystem::path& library);

/// \throws PluginError as load_components, or if the component is missing
NPD_STAYS_LOADED const Component& load_component(const std::filesystem::path& library,
                                                 std::string_view id);

/// load_generator(NPD_PLUGIN_DIR "/gru.so", "gru", {2, 3}, {{"clip", 0.5}})
std::shared_ptr<Generator> load_generator(const std::filesystem::path& library, std::string_view id,
                                          const GeneratorShape& shape,
                                          const ParamValues& values = {});

/// load_readout(NPD_PLUGIN_DIR "/linear.so", "linear", {3, 30})
std::shared_ptr<Readout> load_readout(const std::filesystem::path& library, std::string_view id,
                                      const ReadoutShape& shape, const ParamValues& values = {});

}  // namespace npd::testing
