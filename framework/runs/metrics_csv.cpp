#include "runs/metrics_csv.hpp"

#include "base/csv.hpp"

#include <npd/atomic_file.hpp>

#include <npd/error.hpp>

#include <fmt/format.h>

#include <cerrno>
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

}  // namespace

std::vector<std::string> metric_columns() {
  std::vector<std::string> names{"epoch"};
  for (const std::string phase : {"train/", "valid/"}) {
    for (const char* name :
         {"loss", "recon", "bps", "co_bps", "fp_bps", "r2", "wt_l2", "wt_kl/ic", "wt_kl/co"}) {
      names.push_back(phase + name);
    }
  }
  names.insert(names.end(), {"valid/recon_smth", "hp/lr", "grad_norm"});
  return names;
}

MetricsCsv::MetricsCsv(const std::filesystem::path& path)
    : MetricsCsv(path, base::csv_line(metric_columns())) {}

MetricsCsv::MetricsCsv(std::filesystem::path path, std::string rows)
    : path_(std::move(path)), text_(std::move(rows)) {
  write_text(path_, text_);
  file_.open(path_, std::ios::binary | std::ios::app);
  check();
}

bool MetricsCsv::holds(const std::filesystem::path& path, const std::string& rows) {
  std::ifstream file(path, std::ios::binary);
  std::string found(rows.size(), '\0');
  file.read(found.data(), static_cast<std::streamsize>(found.size()));
  return file && found == rows;
}

void MetricsCsv::add(const training::EpochRecord& record) {
  const std::string row = fmt::format("{}{}{},{},{},{}\n", record.epoch, cells(record.train),
                                      cells(record.valid), cell(record.smoothed_reconstruction),
                                      cell(record.learning_rate), cell(record.gradient_norm));
  file_ << row;
  check();
  text_ += row;
}

void MetricsCsv::check() {
  file_.flush();
  if (file_) return;
  throw OutputError(fmt::format("{}: cannot be written: {}", path_.string(),
                                write_failure_text(path_, errno, 0)));
}

}  // namespace npd::runs
