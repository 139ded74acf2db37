#pragma once

#include "host/registry.hpp"
#include "runs/log.hpp"
#include "runs/plugin_words.hpp"

#include <unistd.h>

#include <cstdio>
#include <memory>

namespace npd::runs {

/// Hears what plugins say while it is there.
class Hearing {
 public:
  /// \param quiet  only the log hears
  Hearing(host::Registry& registry, bool quiet)
      : registry_(registry),
        words_(std::make_shared<PluginWords>(quiet ? nullptr : stderr,
                                             !quiet && isatty(STDERR_FILENO) != 0)) {
    registry_.reports().listen(words_);
  }
  ~Hearing() { registry_.reports().listen(nullptr); }
  Hearing(const Hearing&) = delete;
  Hearing& operator=(const Hearing&) = delete;

  /// While it is there all of it goes into that log, too, and what was said before. It must go
  /// before the log does.
  class Writing {
   public:
    Writing(Hearing& hearing, Log& log) : hearing_(hearing) { hearing_.words_->write_to(&log); }
    ~Writing() { hearing_.words_->write_to(nullptr); }
    Writing(const Writing&) = delete;
    Writing& operator=(const Writing&) = delete;

   private:
    Hearing& hearing_;
  };

 private:
  host::Registry& registry_;
  std::shared_ptr<PluginWords> words_;
};

}  // namespace npd::runs
