#pragma once

#include "host/identity.hpp"

#include <npd/reporter.hpp>

#include <memory>
#include <mutex>
#include <string>

namespace npd::host {

/// Somebody who wants to know what plugins say. Calls come one at a time, from any thread.
class Listener {
 public:
  virtual ~Listener() = default;

  /// `dataset "murray_rec_pfc": 3 trials never decide`, with `warning: ` in front of a warning.
  virtual void line(const std::string& text) = 0;

  /// \param share  0 to 1
  /// \param text  `dataset "murray_rec_pfc": simulating trials`
  virtual void progress(double share, const std::string& text) = 0;
};

/// What all components of a registry say. Without a listener, lines go to stderr.
class Reports {
 public:
  /// From now on; null: to stderr again.
  void listen(std::shared_ptr<Listener> listener);

  /// Speaks in the name of one component, and may outlive this.
  std::shared_ptr<Reporter> reporter_of(const PluginIdentity& plugin) const;

  struct Hub;  ///< shared with the reporters

 private:
  std::shared_ptr<Hub> hub_ = make_hub();
  static std::shared_ptr<Hub> make_hub();
};

}  // namespace npd::host
