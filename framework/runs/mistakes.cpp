#include "runs/mistakes.hpp"

#include "config/component_table.hpp"
#include "config/problems.hpp"

#include <algorithm>
#include <string_view>

namespace npd::runs {

void Mistakes::note(const config::Origin& place) {
  const auto add = [&](const config::Origin& where, const Error& error, Mistake::Kind kind) {
    const bool is_located = std::string_view(error.what()).starts_with(where.text());
    found_.push_back({where, std::current_exception(),
                      (is_located ? "" : where.text() + ": ") + error.what(), kind});
  };
  try {
    throw;
  } catch (const config::LocatedError& error) {
    add(error.origin(), error, Mistake::Kind::config);
  } catch (const ConfigError& error) {
    add(place, error, Mistake::Kind::config);
  } catch (const DataError& error) {
    add(place, error, Mistake::Kind::data);
  } catch (const Error& error) {
    add(place, error, Mistake::Kind::other);
  }
}

void Mistakes::throw_if_any() const {
  if (found_.empty()) return;
  if (found_.size() == 1) std::rethrow_exception(found_.front().error);
  auto sorted = found_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Mistake& a, const Mistake& b) {
    return config::comes_before(a.place, b.place);
  });
  std::string text;
  for (const auto& mistake : sorted) {
    text += (text.empty() ? "" : "\n") + config::indented(mistake.text);
  }
  const auto count = [&](Mistake::Kind kind) {
    return std::count_if(found_.begin(), found_.end(),
                         [kind](const Mistake& mistake) { return mistake.kind == kind; });
  };
  if (count(Mistake::Kind::config) > 0) throw ConfigError(text);
  if (count(Mistake::Kind::other) == 0) throw DataError(text);
  throw PluginError(text);
}

}  // namespace npd::runs
