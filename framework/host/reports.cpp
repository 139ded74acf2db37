#include "host/reports.hpp"

#include "base/interrupt.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

namespace npd::host {

struct Reports::Hub {
  std::mutex mutex;
  std::shared_ptr<Listener> listener;

  void line(const std::string& text) {
    const std::scoped_lock lock(mutex);
    if (listener) {
      listener->line(text);
    } else {
      fmt::print(stderr, "{}\n", text);
    }
  }

  void progress(double share, const std::string& text) {
    const std::scoped_lock lock(mutex);
    if (listener) listener->progress(share, text);
  }
};

namespace {

/// A line stays one, whatever a plugin puts into it.
std::string one_line(std::string_view text) {
  std::string line(text);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return line;
}

class HubReporter final : public Reporter {
 public:
  HubReporter(std::shared_ptr<Reports::Hub> hub, std::string name)
      : hub_(std::move(hub)), name_(std::move(name)) {}

  void log(std::string_view line) override { hub_->line(named(line)); }
  void warn(std::string_view line) override { hub_->line("warning: " + named(line)); }
  bool stopping() const override { return base::InterruptGuard::signal() != 0; }
  void progress(double share, std::string_view what) override {
    if (std::isnan(share)) return;
    hub_->progress(std::clamp(share, 0.0, 1.0), named(what));
  }

 private:
  std::string named(std::string_view line) const { return name_ + ": " + one_line(line); }

  std::shared_ptr<Reports::Hub> hub_;
  std::string name_;
};

}  // namespace

std::shared_ptr<Reports::Hub> Reports::make_hub() { return std::make_shared<Hub>(); }

void Reports::listen(std::shared_ptr<Listener> listener) {
  const std::scoped_lock lock(hub_->mutex);
  hub_->listener = std::move(listener);
}

std::shared_ptr<Reporter> Reports::reporter_of(const PluginIdentity& plugin) const {
  return std::make_shared<HubReporter>(hub_, text(plugin.kind, plugin.id));
}

}  // namespace npd::host
