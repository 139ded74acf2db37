#include "host/registry.hpp"

#include "host/guard.hpp"
#include "host/hosted.hpp"

#include <npd/contract.hpp>
#include <npd/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <type_traits>

namespace npd::host {

const Component& Registry::find(Kind kind, std::string_view id) {
  const auto found = catalogue_.all(kind, id);
  if (found.empty()) throw PluginError(not_found_text(catalogue_, kind, id));
  const Entry& first = *found.front();
  if (found.size() > 1 && found[1]->place == first.place) {
    throw PluginError(fmt::format("{} is in two libraries of one folder, {} and {}; remove one",
                                  text(kind, id), first.plugin.library.string(),
                                  found[1]->plugin.library.string()));
  }
  guard(first.plugin, "list parameters", [&] { contract::check_parameters(*first.component); });
  return *first.component;
}

std::shared_ptr<Dataset> Registry::make_dataset(const Component& component, Params& params) {
  const Entry& from = entry(component);
  return wrap(create<Dataset>(from, [&] { return component.make_dataset(params); }), from.plugin);
}

std::shared_ptr<Generator> Registry::make_generator(const Component& component, Params& params,
                                                    const GeneratorShape& shape) {
  const Entry& from = entry(component);
  return wrap(create<Generator>(from, [&] { return component.make_generator(params, shape); }),
              from.plugin);
}

std::shared_ptr<Readout> Registry::make_readout(const Component& component, Params& params,
                                                const ReadoutShape& shape) {
  const Entry& from = entry(component);
  return wrap(create<Readout>(from, [&] { return component.make_readout(params, shape); }),
              from.plugin, shape.output_dim);
}

std::shared_ptr<Metric> Registry::make_metric(const Component& component, Params& params) {
  const Entry& from = entry(component);
  return wrap(create<Metric>(from, [&] { return component.make_metric(params); }), from.plugin);
}

const PluginIdentity& Registry::identity(const Component& component) const {
  return entry(component).plugin;
}

std::vector<PluginIdentity> Registry::used() const {
  const std::scoped_lock lock(mutex_);
  std::vector<PluginIdentity> plugins;
  for (const auto* entry : used_) plugins.push_back(entry->plugin);
  return plugins;
}

const Entry& Registry::entry(const Component& component) const {
  const auto found =
      std::find_if(catalogue_.entries.begin(), catalogue_.entries.end(),
                   [&](const Entry& entry) { return entry.component == &component; });
  assert(found != catalogue_.entries.end() && "components come from find()");
  return *found;
}

void Registry::note_use(const Entry& entry) {
  const std::scoped_lock lock(mutex_);
  if (std::find(used_.begin(), used_.end(), &entry) == used_.end()) used_.push_back(&entry);
}

template <class Object, class Make>
std::shared_ptr<Object> Registry::create(const Entry& entry, const Make& make) {
  note_use(entry);
  return guard(entry.plugin, "create", [&] {
    std::unique_ptr<Object> object = make();
    if (object == nullptr) throw PluginError("the factory gave nothing");
    if constexpr (std::is_base_of_v<Module, Object>) contract::check_weights(*object);
    object->report_to(reports_.reporter_of(entry.plugin));
    // The deleter keeps the library until the object is gone.
    return std::shared_ptr<Object>(object.release(),
                                   [library = entry.library](Object* made) { delete made; });
  });
}

}  // namespace npd::host
