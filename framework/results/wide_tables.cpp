#include "results/wide_tables.hpp"

#include <npd/atomic_file.hpp>
#include "base/csv.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <system_error>
#include <utility>

namespace npd::results {
namespace {

using Names = std::vector<std::string>;

const Names regression_scores = {
    "rate_r2",          "st_rate_r2",   "fwd_latent_r2",   "st_fwd_latent_r2", "bwd_latent_r2",
    "st_bwd_latent_r2", "fwd_input_r2", "st_fwd_input_r2", "bwd_input_r2",     "st_bwd_input_r2"};

const Names procrustes_scores = {"latent_procrustes_lin", "latent_procrustes_rot",
                                 "input_procrustes_lin", "input_procrustes_rot"};

const Names parameters = {"datamodule",
                          "model",
                          "seed",
                          "model.ci_enc_dim",
                          "model.co_dim",
                          "model.con_dim",
                          "model.dropout_rate",
                          "model.ext_input_dim",
                          "model.gen_cell.rank",
                          "model.gen_cell.scale",
                          "model.gen_dim",
                          "model.kl_co_scale",
                          "model.kl_ic_scale",
                          "model.l2_con_scale",
                          "model.l2_gen_scale"};

std::string table(const std::vector<FinishedRun>& runs, const Names& scores) {
  Names head{"name"};
  head.insert(head.end(), scores.begin(), scores.end());
  head.insert(head.end(), parameters.begin(), parameters.end());
  std::string csv = base::csv_line(head);
  for (const auto& run : runs) {
    Names row{run.name};
    for (const auto& score : scores) row.push_back(base::csv_number(run.score(score)));
    for (const auto& parameter : parameters) row.push_back(run.parameter(parameter));
    csv += base::csv_line(row);
  }
  return csv;
}

}  // namespace

void write_wide_tables(const std::vector<FinishedRun>& runs, const std::filesystem::path& folder,
                       IfExists if_exists) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    throw OutputError(
        fmt::format("{}: the folder cannot be made: {}", folder.string(), error.message()));
  }
  const auto regression = folder / "regression.csv", procrustes = folder / "procrustes.csv";
  if (if_exists == IfExists::refuse) {  // both, before one is written
    refuse_existing(regression);
    refuse_existing(procrustes);
  }
  write_text(regression, table(runs, regression_scores), if_exists);
  write_text(procrustes, table(runs, procrustes_scores), if_exists);
}

std::string notes_of_wide_tables(const std::vector<FinishedRun>& runs) {
  std::string text;
  for (const auto& run : runs) {
    std::vector<std::pair<std::string, Names>> notes;  // and the scores that have it
    for (const auto* scores : {&regression_scores, &procrustes_scores}) {
      for (const auto& score : *scores) {
        const auto note = run.note(score);
        if (note.empty()) continue;
        if (notes.empty() || notes.back().first != note) notes.push_back({note, {}});
        notes.back().second.push_back(score);
      }
    }
    for (const auto& [note, scores] : notes) {
      text += fmt::format("  {}: {}: {}\n", run.name, fmt::join(scores, ", "), note);
    }
  }
  return text.empty() ? text : "notes:\n" + text;
}

}  // namespace npd::results
