#include <npd/abi.h>
#include <npd/error.hpp>
#include <npd/testing/load_component.hpp>

#include <dlfcn.h>
#include <fmt/format.h>

#include <type_traits>
#include <utility>

namespace npd::testing {
namespace {

template <class Target, class Source>
void assign(Target& target, const Source& source, const std::string& name) {
  if constexpr (std::is_same_v<Target, Source>) {
    target = source;
  } else if constexpr (std::is_same_v<Target, double> && std::is_same_v<Source, std::int64_t>) {
    target = static_cast<double>(source);
  } else {
    throw ConfigError(name, "has another type; expected " + type_name(&target));
  }
}

template <class Make>
auto make(const ParamValues& values, const Make& factory) {
  GivenParams params(values);
  auto made = factory(params);
  params.check_all_used();
  return made;
}

}  // namespace

void GivenParams::check_all_used() const {
  if (!values_.empty()) throw ConfigError(values_.begin()->first, "is no parameter");
}

void GivenParams::parameter(const ParameterInfo& info, ParameterRef value) {
  if (const auto given = values_.find(info.name); given != values_.end()) {
    std::visit([&](auto* target, const auto& source) { assign(*target, source, info.name); }, value,
               given->second);
    values_.erase(given);
  }
  if (const auto problem = violation(info, value)) throw ConfigError(info.name, *problem);
}

const Component& load_component(const std::filesystem::path& library, std::string_view id) {
  void* handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) throw PluginError(dlerror());
  const auto* plugin = static_cast<const npd_plugin_v1*>(dlsym(handle, "npd_plugin"));
  if (plugin == nullptr) throw PluginError(dlerror());
  const auto* components = static_cast<const Component*>(plugin->components);
  for (std::size_t i = 0; i < plugin->component_count; ++i)
    if (components[i].id == id) return components[i];
  throw PluginError(fmt::format("{}: holds no component \"{}\"", library.string(), id));
}

std::shared_ptr<Generator> load_generator(const std::filesystem::path& library, std::string_view id,
                                          const GeneratorShape& shape, const ParamValues& values) {
  const Component& component = load_component(library, id);
  return make(values, [&](Params& params) { return component.make_generator(params, shape); });
}

std::shared_ptr<Readout> load_readout(const std::filesystem::path& library, std::string_view id,
                                      const ReadoutShape& shape, const ParamValues& values) {
  const Component& component = load_component(library, id);
  return make(values, [&](Params& params) { return component.make_readout(params, shape); });
}

}  // namespace npd::testing
