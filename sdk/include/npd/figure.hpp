#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

/// \file figure.hpp
/// Figures as declarations: what there is to see, not how it is drawn. Metrics and analyses return
/// them; reports draw them.
///
///     npd::Figure figure{.name = "spectrum", .title = "Eigenvalues of truth and model"};
///     figure.x = {"Real part", "1/s"};
///     figure.y = {"Imaginary part", "1/s"};
///     figure.series = {npd::Points{.name = "truth", .x = re, .y = im}};
///
/// Numbers are finite or NaN, which leaves a gap. Series of one `group` have one colour; a series
/// without a group has a colour of its own.
namespace npd {

/// What is measured along an axis.
struct FigureAxis {
  std::string label = {};  ///< "Time"
  std::string unit = {};   ///< "ms"; empty for pure numbers
  bool logarithmic = false;
};

/// A curve, with an error band if `low` and `high` are there.
struct Line {
  std::string name = {}, group = {};
  std::vector<double> x = {}, y = {};
  std::vector<double> low = {}, high = {};  ///< as long as y, or empty
};

/// A cloud of points, in space if there is a z.
struct Points {
  std::string name = {}, group = {};
  std::vector<double> x = {}, y = {};
  std::vector<double> z = {};            ///< as long as x, or empty
  std::vector<std::string> labels = {};  ///< one for each point, or none
};

/// A curve in space.
struct Path {
  std::string name = {}, group = {};
  std::vector<double> x = {}, y = {}, z = {};
};

/// A matrix of numbers as colours; the figure's z axis says what they are.
struct HeatMap {
  std::string name = {};
  std::vector<double> x = {}, y = {};  ///< the centres of columns and rows
  std::vector<double> values = {};     ///< (y, x), row-major
};

/// One bar in each of the figure's categories, with an error bar if `low` and `high` are there.
struct Bars {
  std::string name = {}, group = {};
  std::vector<double> values = {};          ///< one for each category
  std::vector<double> low = {}, high = {};  ///< as long as values, or empty
};

using Series = std::variant<Line, Points, Path, HeatMap, Bars>;

/// One figure: in a plane with lines, points and at most one heat map below them; or in space with
/// paths and points that have a z; or of bars alone.
struct Figure {
  std::string name = {};   ///< lower-case letters, digits and underscores: names files
  std::string title = {};  ///< what to see, one line
  FigureAxis x = {}, y = {};
  FigureAxis z = {};                         ///< of figures in space and of heat maps
  std::vector<std::string> categories = {};  ///< of bars, along x
  std::vector<Series> series = {};
  std::vector<std::string> notes = {};  ///< sentences for below the figure
};

/// \throws ShapeError naming figure and series if sizes do not agree
/// \throws PluginError naming figure and series if a name or label is missing or there twice, a
///         number is infinite or does not fit a logarithmic axis, or series do not go together
void check_figure(const Figure& figure);

/// Checks each, and that no name is there twice.
void check_figures(const std::vector<Figure>& figures);

}  // namespace npd
