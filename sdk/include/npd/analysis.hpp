#pragma once

#include <npd/facts.hpp>
#include <npd/figure.hpp>
#include <npd/metric.hpp>
#include <npd/params.hpp>
#include <npd/plugin.hpp>
#include <npd/reporter.hpp>
#include <npd/slots.hpp>
#include <npd/system.hpp>
#include <npd/tensor.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// \file analysis.hpp
/// The contract of an analysis: from a fitted model, as a dynamical system, and the truth behind
/// the data, where it is known, to scores, tables, arrays and figures. Its errors are those of
/// npd/error.hpp.
namespace npd {

/// A trained model as a dynamical system, and how the trials ran through it; float64. Inputs and
/// states are averages over samples of the posterior: a step from one bin's average does not quite
/// lead to that of the next.
struct FittedModel {
  std::shared_ptr<System> system;  ///< null: there is no model, nor anything of the rest
  Tensor inputs;                   ///< (trial, time, input), what the step of each bin was given
  Tensor states;                   ///< (trial, time, state), at the end of each bin
  Tensor starts;                   ///< (trial, state), before the first bin
};

/// All that an analysis may look at. Trials and bins are those of `evaluation` throughout.
struct AnalysisData {
  /// What metrics see; without a model its estimates are undefined.
  Evaluation evaluation;
  FittedModel model;
  /// The systems behind the trials; null where the data set does not know them.
  TrueSystem truth;
};

/// Something that an analysis cannot do without.
enum class Need {
  model,         ///< a fitted model
  true_system,   ///< TrueSystem::recorded
  true_latents,  ///< Truth::latents
  conditions,    ///< of the trials
  behaviour,     ///< of the trials
};

/// A column of a table, and what its numbers are measured in.
struct TableColumn {
  Column cells;
  std::string unit = {};  ///< "ms"; empty: pure numbers, or texts
  std::string doc = {};   ///< what it is, one line
};

/// A table of results; its columns are equally long.
struct ResultTable {
  std::string name;   ///< lower-case letters, digits and underscores: names files
  std::string title;  ///< what a row is, one line
  std::vector<TableColumn> columns;
};

/// An array of results.
struct ResultArray {
  std::string name;       ///< lower-case letters, digits and underscores
  Tensor values;          ///< numbers of any real type
  std::string doc;        ///< what it is and its axes: "Jacobians (point, state, state)"
  std::string unit = {};  ///< "1/s"; empty: pure numbers
};

/// What an analysis has found.
struct AnalysisResult {
  std::vector<Score> scores = {};        ///< every score that it announces
  std::vector<ResultTable> tables = {};  ///< the first is the one that people open
  std::vector<ResultArray> arrays = {};
  std::vector<Figure> figures = {};
};

/// Analyses a model and the truth. Subclasses have a constructor `(const Config&)`. One thread at a
/// time.
class Analysis : public Reporting {
 public:
  virtual ~Analysis() = default;

  /// Where one of these is not there the host does not call `run`, and says why.
  virtual std::vector<Need> needs() const { return {Need::model}; }

  /// Every score that `run` gives with these parameters; the subject of a ScoreInfo says nothing
  /// here. By default none.
  virtual std::vector<ScoreInfo> scores() const { return {}; }

  /// Does all of it; equal arguments give equal results. A score that the data do not allow is
  /// undefined_score. Draws come from streams of the seed of the evaluation.
  virtual AnalysisResult run(const AnalysisData& data) = 0;

 protected:
  /// Tells how far `run` is, and ends it where the user wants that. Call it often.
  /// \param share  of it that is done, 0 to 1
  /// \param what   "fixed points at zero input"
  /// \throws Interrupted, which must be let through
  void progress(double share, std::string_view what) const;
};

/// An analysis that the user named inside another component's table.
using AnalysisSlot = Slot<Analysis>;

/// A column of numbers.
TableColumn number_column(std::string name, std::vector<double> values, std::string unit,
                          std::string doc);
/// A column of texts.
TableColumn text_column(std::string name, std::vector<std::string> values, std::string doc);

}  // namespace npd

/// Exports a library with one analysis; see npd/plugin.hpp.
#define NPD_ANALYSIS(Class, id, version, summary) NPD_COMPONENT(Class, id, version, summary)
