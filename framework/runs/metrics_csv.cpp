#include "runs/metrics_csv.hpp"

#include <npd/atomic_file.hpp>

#include <npd/error.hpp>

#include <fmt/format.h>

#include <cmath>
#include <string>
#include <utility>

namespace npd::runs {
namespace {

std::string cell(double value) { return std::isnan(value) ? "" : fmt::format("{}", value); }

std::string cells(const training::PhaseRecord& phase) {
  std::string text;
  for (const double value :
       {phase.loss, phase.reconstruction, phase.bits_per_spike, phase.co_bits_per_spike,
        phase.fp_bits_per_spike, phase.r2, phase.l2, phase.kl_ic, phase.kl_co}) {
    text += ',';
    text += cell(value);
  }
  return text;
}

std::string columns(const std::string& phase) {
  std::string text;
  for (const char* name :
       {"loss", "recon", "bps", "co_bps", "fp_bps", "r2", "wt_l2", "wt_kl/ic", "wt_kl/co"}) {
    text += fmt::format(",{}/{}", phase, name);
  }
  return text;
}

}  // namespace

MetricsCsv::MetricsCsv(const std::filesystem::path& path) : path_(path), file_(path) {
  file_ << "epoch" << columns("train") << columns("valid") << ",valid/recon_smth,hp/lr,grad_norm\n";
  check();
}

MetricsCsv::MetricsCsv(std::filesystem::path path, std::ofstream file)
    : path_(std::move(path)), file_(std::move(file)) {
  check();
}

MetricsCsv MetricsCsv::resume(const std::filesystem::path& path, std::int64_t epochs) {
  std::string kept;
  {
    std::ifstream file(path);
    std::string line;
    for (std::int64_t row = 0; row <= epochs; ++row) {  // the names of the columns, then epochs
      if (!std::getline(file, line)) {
        throw DataError(fmt::format("{}: has fewer rows than the {} epochs that are done",
                                    path.string(), epochs));
      }
      kept += line + '\n';
    }
  }
  write_text(path, kept);
  return {path, std::ofstream(path, std::ios::app)};
}

void MetricsCsv::add(const training::EpochRecord& record) {
  file_ << record.epoch << cells(record.train) << cells(record.valid) << ','
        << cell(record.smoothed_reconstruction) << ',' << cell(record.learning_rate) << ','
        << cell(record.gradient_norm) << '\n';
  check();
}

void MetricsCsv::check() {
  file_.flush();
  if (!file_) {
    throw OutputError(path_.string() + ": cannot be written; is the disk full or the folder gone?");
  }
}

}  // namespace npd::runs
