#pragma once

#include <memory>
#include <string_view>
#include <utility>

/// \file reporter.hpp
/// How a plugin speaks to whoever runs it. Not through stdout, which carries results.
namespace npd {

/// Where words of a component go. Any thread.
class Reporter {
 public:
  virtual ~Reporter() = default;

  /// One line for the run's log and stderr, where it appears in the component's name.
  virtual void log(std::string_view line) = 0;

  /// The same for what the user should look at.
  virtual void warn(std::string_view line) = 0;

  /// How far a long work is, for a terminal; call it as often as you like.
  /// \param share  of it that is done, 0 to 1
  /// \param what   "simulating trials"
  virtual void progress(double share, std::string_view what) = 0;

  /// Whether the user wants the work to end.
  virtual bool stopping() const { return false; }
};

/// A component that may speak. Before a host listens, as in a constructor, or in a test, its words
/// are lost.
class Reporting {
 public:
  /// Called by the host as soon as the component is made.
  void report_to(std::shared_ptr<Reporter> reporter) { reporter_ = std::move(reporter); }

 protected:
  Reporting() = default;
  ~Reporting() = default;

  Reporter& reporter() const { return reporter_ ? *reporter_ : silent_reporter(); }

 private:
  static Reporter& silent_reporter();

  std::shared_ptr<Reporter> reporter_;
};

}  // namespace npd
