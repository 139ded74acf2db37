#pragma once

#include <npd/figure.hpp>

#include <string>
#include <utility>
#include <vector>

/// \file figure_parts.hpp
/// Parts of declared figures with only those members that are needed.
namespace npd::report {

inline Figure titled(std::string name, std::string title, FigureAxis x, FigureAxis y) {
  Figure figure;
  figure.name = std::move(name);
  figure.title = std::move(title);
  figure.x = std::move(x);
  figure.y = std::move(y);
  return figure;
}

inline Bars bars(std::string name, std::vector<double> values) {
  Bars bars;
  bars.name = std::move(name);
  bars.values = std::move(values);
  return bars;
}

inline Line line(std::string name, std::vector<double> x, std::vector<double> y) {
  Line line;
  line.name = std::move(name);
  line.x = std::move(x);
  line.y = std::move(y);
  return line;
}

}  // namespace npd::report
