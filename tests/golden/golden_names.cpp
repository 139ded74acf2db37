#include "golden_names.hpp"

#include <stdexcept>
#include <string_view>
#include <utility>

namespace npd::testing {
namespace {

using Renaming = std::pair<std::string_view, std::string_view>;

// Clipped GRUs, whose weights are renamed as well.
constexpr Renaming gru_prefixes[] = {
    {"encoder.ic.forward.", "encoder.ic_enc.fwd_rnn.cell."},
    {"encoder.ic.backward.", "encoder.ic_enc.bwd_rnn.cell."},
    {"encoder.ci.forward.", "encoder.ci_enc.fwd_rnn.cell."},
    {"encoder.ci.backward.", "encoder.ci_enc.bwd_rnn.cell."},
    {"decoder.controller.", "decoder.rnn.cell.con_cell."},
    {"decoder.generator.cell.", "decoder.rnn.cell.gen_cell."},
    {"decoder.generator.inner.cell.", "decoder.rnn.cell.gen_cell."},
};
constexpr Renaming gru_weights[] = {
    {"input_weight", "weight_ih"},
    {"recurrent_weight", "weight_hh"},
    {"bias", "bias_ih"},
    {"recurrent_bias", "bias_hh"},
};

constexpr Renaming prefixes[] = {
    {"encoder.ic.forward_start", "encoder.ic_enc.fwd_rnn.h_0"},
    {"encoder.ic.backward_start", "encoder.ic_enc.bwd_rnn.h_0"},
    {"encoder.ci.forward_start", "encoder.ci_enc.fwd_rnn.h_0"},
    {"encoder.ci.backward_start", "encoder.ci_enc.bwd_rnn.h_0"},
    {"decoder.controller_start", "decoder.con_h0"},
    {"decoder.controller_output.", "decoder.rnn.cell.co_linear."},
    {"decoder.generator.", "decoder.rnn.cell.gen_cell."},
    {"readout.", "readout.0."},
    {"co_prior.log_tau", "co_prior.logtaus"},
    {"co_prior.log_noise_variance", "co_prior.lognvars"},
};

constexpr Renaming streams[] = {
    {"dropout/encoder_input", "enc_data"},
    {"coordinated_dropout", "cd_mask"},
    {"dropout/ic_encoder", "ic_h_n"},
    {"dropout/initial_factors", "gen_init"},
    {"dropout/factors", "gen_state"},
    {"dropout/controller_input", "con_input"},
    {"dropout/external", "ext_input"},
    {"posterior/ic", "ic_eps"},
    {"posterior/co", "co_eps"},
    {"prior/ar", "ar_eps"},
};

template <std::size_t n>
std::string_view look_up(const Renaming (&table)[n], std::string_view ours) {
  for (const auto& [from, to] : table) {
    if (from == ours) return to;
  }
  throw std::logic_error("no golden name for " + std::string(ours));
}

}  // namespace

std::string golden_name(const std::string& our_name) {
  for (const auto& [from, to] : gru_prefixes) {
    if (our_name.starts_with(from)) {
      return std::string(to) +=
             look_up(gru_weights, std::string_view(our_name).substr(from.size()));
    }
  }
  for (const auto& [from, to] : prefixes) {
    if (our_name.starts_with(from)) return std::string(to) + our_name.substr(from.size());
  }
  return our_name;
}

std::string golden_stream(const std::string& our_stream) {
  return std::string(look_up(streams, our_stream));
}

}  // namespace npd::testing
