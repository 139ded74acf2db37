#include <npd/abi.h>
#include <npd/error.hpp>
#include <npd/stamp.hpp>
#include <npd/testing/load_component.hpp>

#include <dlfcn.h>
#include <fmt/format.h>

#include <cstring>
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

bool is_own(const npd_stamp& stamp) {
  constexpr npd_stamp own = own_stamp();
  return stamp.struct_size == own.struct_size && std::strcmp(stamp.sdk, own.sdk) == 0 &&
         std::strcmp(stamp.compiler, own.compiler) == 0 &&
         std::strcmp(stamp.stdlib, own.stdlib) == 0 && std::strcmp(stamp.torch, own.torch) == 0;
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

std::span<const Component> load_components(const std::filesystem::path& library) {
  // An absolute path: the dynamic loader looks up a bare name in the system's folders.
  void* handle = dlopen(std::filesystem::absolute(library).c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) throw PluginError(dlerror());
  const auto* plugin = static_cast<const npd_plugin_v1*>(dlsym(handle, "npd_plugin"));
  if (plugin == nullptr) throw PluginError(dlerror());
  if (!is_own(plugin->stamp)) {
    throw PluginError(fmt::format(
        "{}: built for another SDK, compiler or LibTorch than the test kit; build it again",
        library.string()));
  }
  return {static_cast<const Component*>(plugin->components), plugin->component_count};
}

const Component& load_component(const std::filesystem::path& library, std::string_view id) {
  std::string names;
  for (const auto& component : load_components(library)) {
    if (component.id == id) return component;
    names += (names.empty() ? "" : ", ") + std::string(component.id);
  }
  throw PluginError(
      fmt::format("{}: holds no component \"{}\"; it has: {}", library.string(), id, names));
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
