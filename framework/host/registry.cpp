#include "host/registry.hpp"

#include "host/guard.hpp"
#include "host/kind.hpp"

#include <npd/contract.hpp>
#include <npd/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <utility>

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
  guard(first.plugin, "list parameters",
        [&] { contract::check_parameters(*first.component, hosted_kind(kind).host_keys); });
  return *first.component;
}

std::shared_ptr<void> Registry::create(const Component& component, Params& params,
                                       const void* shape, const config::Locate& locate) {
  const Entry& from = entry(component);
  note_use(from);
  return guard(from.plugin, "create", [&] {
    std::shared_ptr<void> object = component.create(params, shape);
    if (object == nullptr) throw PluginError("the factory gave nothing");
    object = guarded_end(std::move(object), from.plugin);
    // The object's deleter is code of the library and keeps it until the object is gone.
    void* const address = object.get();
    std::shared_ptr<void> kept(address,
                               [object = std::move(object), library = from.library](void*) mutable {
                                 object.reset();
                                 library.reset();
                               });
    auto plugin = from.plugin;
    plugin.locate = locate;
    return hosted_kind(component.kind)
        .wrap(std::move(kept), plugin, shape, reports_.reporter_of(from.plugin));
  });
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

}  // namespace npd::host
