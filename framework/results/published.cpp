#include "results/published.hpp"

#include "base/csv.hpp"

namespace npd::results {

Published read_published(const std::filesystem::path& file) {
  const auto table = base::read_csv(file);
  const auto cell = table.column("cell"), metric = table.column("metric");
  Published published;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const auto number = [&](const char* name) { return table.number(row, table.column(name)); };
    published[table.rows[row][cell]][table.rows[row][metric]] = {static_cast<int>(number("n")),
                                                                 number("median"),
                                                                 number("min"),
                                                                 number("max"),
                                                                 number("q25"),
                                                                 number("q75")};
  }
  return published;
}

namespace {

/// Whether a run uses nothing that the published models do not have. Runs of old may not know it.
bool is_plain(const FinishedRun& run) {
  for (const char* key : {"model.factor_dim", "model.ic_enc_seq_len", "dataset.heldout_neurons",
                          "dataset.forward_bins"}) {
    if (const auto value = run.parameter(key); value != "" && value != "0") return false;
  }
  return run.parameter("model.output") != "gaussian";
}

}  // namespace

std::string cell_of(const FinishedRun& run) {
  if (!is_plain(run)) return "";
  struct Kind {
    const char *generator, *inner, *readout, *name;
  };
  constexpr Kind kinds[] = {{"gru", "", "linear", "lfads_base"},
                            {"low_rank", "", "linear", "lfads_lr"},
                            {"mlp_rnn", "", "flow", "lfads_odin"},
                            {"frozen", "gru", "linear", "lfads_frozen"}};
  for (const auto& kind : kinds) {
    if (run.parameter("model.generator.plugin") == kind.generator &&
        run.parameter("model.generator.inner.plugin") == kind.inner &&
        run.parameter("model.readout.plugin") == kind.readout) {
      return run.parameter("datamodule") + "/" + kind.name;
    }
  }
  return "";
}

}  // namespace npd::results
