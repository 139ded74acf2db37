/// \file csv_spikes.cpp
/// A data set of recorded spikes, for which no truth is known, read from a CSV file: a header with
/// the names of the neurons, then the counts of a bin a line, trial after trial.
#include <npd/dataset.hpp>
#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>

namespace {

class CsvSpikes final : public npd::Dataset {
 public:
  struct Config {
    std::filesystem::path file;
    std::int64_t bins = 50;
    double bin_s = 0.01;

    void visit(npd::Params& p) {
      p("file", file, "The CSV file; relative to the TOML file that names it");
      p("bins", bins, "Bins of a trial", npd::at_least(1));
      p("bin_s", bin_s, "Width of a bin", npd::above(0.0), "s");
    }
  };

  explicit CsvSpikes(const Config& config) : config_(config) {}

  npd::Trials make(npd::RandomStream& random) override {
    std::ifstream in(config_.file);
    std::string line;
    if (!std::getline(in, line)) throw npd::DataError(config_.file.string() + ": cannot be read");
    const auto neurons = columns(line);

    std::vector<double> counts;
    std::int64_t lines = 1;
    for (; std::getline(in, line); ++lines) {
      if (columns(line) != neurons) fail(lines + 1, "wrong number of columns");
      std::istringstream cells(line);
      for (std::string cell; std::getline(cells, cell, ',');)
        counts.push_back(read(cell, lines + 1));
    }
    const auto trials = (lines - 1) / config_.bins;
    if (trials * config_.bins != lines - 1) fail(lines, "the last trial is not complete");

    npd::Trials result;
    result.bin_s = config_.bin_s;
    result.spikes = at::tensor(counts, at::kDouble).view({trials, config_.bins, neurons});
    npd::check_counts(result.spikes, config_.file.string());
    result.split = npd::random_split(trials, 0.8, random);
    return result;
  }

 private:
  static std::int64_t columns(const std::string& line) {
    return std::count(line.begin(), line.end(), ',') + 1;
  }

  [[noreturn]] void fail(std::int64_t line, const std::string& what) const {
    throw npd::DataError(config_.file.string() + ":" + std::to_string(line) + ": " + what);
  }

  double read(const std::string& cell, std::int64_t line) const {
    double value = 0;
    const char* end = cell.data() + cell.size();
    const bool number = !cell.empty() && std::from_chars(cell.data(), end, value).ptr == end;
    if (!number) fail(line, "expected a count, found \"" + cell + "\"");
    return value;
  }

  Config config_;
};

}  // namespace

NPD_DATASET(CsvSpikes, "csv_spikes", "0.1.0", "Spike counts from a CSV file")
