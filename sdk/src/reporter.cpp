#include <npd/reporter.hpp>

namespace npd {
namespace {

class Silent final : public Reporter {
  void log(std::string_view) override {}
  void warn(std::string_view) override {}
  void progress(double, std::string_view) override {}
};

}  // namespace

Reporter& Reporting::silent_reporter() {
  static Silent silent;
  return silent;
}

}  // namespace npd
