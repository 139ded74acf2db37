#include <npd/analysis.hpp>
#include <npd/error.hpp>

#include <utility>

namespace npd {

void Analysis::progress(double share, std::string_view what) const {
  reporter().progress(share, what);
  if (reporter().stopping()) throw Interrupted();
}

TableColumn number_column(std::string name, std::vector<double> values, std::string unit,
                          std::string doc) {
  return {Column(std::move(name), std::move(values)), std::move(unit), std::move(doc)};
}

TableColumn text_column(std::string name, std::vector<std::string> values, std::string doc) {
  return {Column(std::move(name), std::move(values)), {}, std::move(doc)};
}

}  // namespace npd
