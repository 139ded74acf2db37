#include <npd/error.hpp>
#include <npd/testing/conformance.hpp>
#include <npd/testing/load_component.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include <npd/testing/catch.hpp>

using npd::testing::CheckResult;

namespace {

const std::string modules = NPD_FIXTURES "/faulty_modules.so";
const std::string data = NPD_FIXTURES "/faulty_data.so";
const std::string system_data = NPD_FIXTURES "/faulty_system.so";

const std::string& library_of(const std::string& id) {
  if (id == "faulty_system") return system_data;
  return id == "faulty_dataset" || id == "faulty_metric" ? data : modules;
}

std::vector<CheckResult> results_of(const std::string& id,
                                    const npd::testing::ParamTexts& parameters = {}) {
  return npd::testing::check_conformance(npd::testing::load_component(library_of(id), id),
                                         parameters);
}

/// "CHECK: its first problem" of the first check that failed; empty if none did.
std::string first_failure(const std::vector<CheckResult>& results) {
  const auto failed = std::find_if(results.begin(), results.end(),
                                   [](const CheckResult& r) { return !r.problems.empty(); });
  return failed == results.end() ? "" : failed->name + ": " + failed->problems.front();
}

/// What a component must be caught at.
struct Case {
  const char* fault;
  const char* message;  // how the first failure begins
  const char* advice = "";
};

void check_caught(const std::string& id, const std::vector<Case>& cases) {
  CHECK(first_failure(results_of(id)) == "");
  for (const auto& [fault, message, advice] : cases) {
    CAPTURE(fault);
    const std::string found = first_failure(results_of(id, {{"fault", fault}}));
    CHECK_THAT(found, npd::testing::StartsWith(message));
    CHECK_THAT(found, npd::testing::ContainsSubstring(advice));
  }
}

}  // namespace

TEST_CASE("the kit accepts a right generator and catches a wrong one") {
  check_caught(
      "faulty_generator",
      {
          {"throws", "shapes, types, finite numbers: threw: no luck today"},
          {"twin_weights",
           "shapes, types, finite numbers: threw: two weights are called \"scale\""},
          {"wrong_shape",
           "shapes, types, finite numbers: input 2, state 3, 1 trials, weights Float: next state "
           "(trial, state): expected shape (1, 3), found (1, 6)"},
          {"wrong_type",
           "shapes, types, finite numbers: input 2, state 3, 1 trials, weights Float: next state "
           "(trial, state): expected type Float, found Double"},
          {"nan",
           "shapes, types, finite numbers: input 2, state 3, 1 trials, weights Float: next state "
           "(trial, state): NaN or infinity at index (0, 0)"},
          {"in_place",
           "shapes, types, finite numbers: input 2, state 3: writes into its argument state"},
          {"counts_calls",
           "equal arguments, equal results: input 2, state 3: equal arguments give other results "
           "the second time: ",
           "belongs into the state"},
          {"noise", "equal arguments, equal results: ", "noise is the host's to add"},
          {"batch_mean",
           "trials are independent: input 2, state 3: a trial's result changes when the batch "
           "loses trials: ",
           "trials must not influence each other"},
          {"position",
           "trials are independent: input 2, state 3: a trial's result changes when the batch is "
           "permuted: "},
          {"unused_weight",
           "every weight gets a gradient: input 2, state 3: no gradient reaches the weight "
           "unused: "},
          {"detached",
           "every weight gets a gradient: input 2, state 3: no gradient reaches the weight bias: "},
          {"steep_state",
           "float64 gradients: input 2, state 3: gradient of state differs from finite differences "
           "by "},
          {"steep_weight",
           "float64 gradients: input 2, state 3: gradient of bias differs from finite differences "
           "by 0.01 of its largest element: "},
          {"kernel_value",
           "the kernel equals autograd: input 2, state 3: states differs from autograd's in "
           "float64 by "},
          {"kernel_input_gradient",
           "the kernel equals autograd: input 2, state 3: gradient of input differs from "
           "autograd's in float64 by inf of its largest element: nan at (0, 0, 0), expected 0"},
          {"kernel_state_gradient",
           "the kernel equals autograd: input 2, state 3: gradient of initial state differs from "},
          {"kernel_weight_gradient",
           "the kernel equals autograd: input 2, state 3: gradient of bias differs from "},
          {"kernel_tape",
           "the kernel equals autograd: threw: kernel: writes past the end of its tape; memory() "
           "must ask for more"},
          {"kernel_shared",
           "the kernel equals autograd: threw: kernel: kernel() gives the same one twice; make a "
           "new one each time, because each thread prepares and uses its own"},
          {"hidden_draw",
           "save and load: input 2, state 3: a new object with the weights of another gives other "
           "results: ",
           "must be a weight"},
          {"wide_further",
           "the penalty sees weights: threw: sent (row, dim): expected shape (6, 2), found (6, 3)"},
          {"penalty_copy",
           "the penalty sees weights: recurrent_weights() gives a tensor that is no weight"},
      });
}

TEST_CASE("the kit accepts a right readout and catches a wrong one") {
  check_caught(
      "faulty_readout",
      {
          {"refuses_all",
           "takes what its parameters allow: defaults: more factors than I can bear"},
          {"sees_time", "acts on each row alone: rows (row, factor) give other outputs"},
          {"ignores_start",
           "acts on each row alone: start_at: factors of 0 give other parameters than the bias was "
           "told to start at"},
          {"rows_only",
           "shapes, types, finite numbers: factors 3, outputs 4, 1 trials, weights Float: "
           "outputs (trial, time, output): expected shape (1, 2, 4), found (2, 4)"},
      });
}

TEST_CASE("the kit catches parameters at fault") {
  const auto caught = [](const std::string& id) { return first_failure(results_of(id)); };
  CHECK(caught("silent") ==
        "describes itself: the version is \"1\"; a version is three numbers, as in \"0.1.0\"");
  CHECK(results_of("silent").front().problems ==
        std::vector<std::string>{
            "the version is \"1\"; a version is three numbers, as in \"0.1.0\"",
            "the summary is empty; users read it in `npd plugins`",
            "the description of the parameter \"tau_s\" is empty; users read it in `npd plugins`"});
  CHECK(caught("swallows") ==
        "refuses bad parameters by name: rank = 0 (out of range) is accepted; `visit` must let the "
        "error of Params pass");
  CHECK(caught("renames") ==
        "refuses bad parameters by name: alpha = -1 (out of range) is refused in the name of "
        "\"beta\": must be in [0, 1]");
  CHECK(caught("fails_at_bound") ==
        "takes what its parameters allow: an end of the range of \"alpha\": division by zero");
  CHECK(caught("unmarked") ==
        "marks what changes weights: rank = 2 makes other weights; mark the parameter "
        "npd::changes_shapes, so that studies do not change it while a model is being trained");
  CHECK_THAT(caught("unmarked_at_top"),
             npd::testing::StartsWith("marks what changes weights: rank = 8 makes other weights"));
  CHECK(caught("marked_twice") ==
        "marks what changes weights: rank is marked npd::may_change_while_training, but 2 makes "
        "other weights");
  CHECK(caught("names_nothing") ==
        "takes what its parameters allow: defaults refused without naming a parameter: no file is "
        "given; throw npd::ConfigError(\"name\", ...)");
}

TEST_CASE("the kit accepts parameters of every shape and catches wrong ones") {
  check_caught(
      "faulty_shapes",
      {
          {"needs_optional", "takes what its parameters allow: defaults: bad optional access"},
          {"word", "takes what its parameters allow: start = \"mean\": no mean today"},
          {"needs_item", "takes what its parameters allow: inner = []: vector::_M_range_check"},
          {"needs_table", "takes what its parameters allow: further = []: vector::_M_range_check"},
          {"swallows_inside",
           "refuses bad parameters by name: first.width = 0 (out of range) is accepted"},
          {"short_key",
           "refuses bad parameters by name: first.width = 0 (out of range) is refused in the name "
           "of \"width\": must be at least 1"},
      });
}

TEST_CASE("the kit accepts a right data set and catches a wrong one") {
  check_caught(
      "faulty_dataset",
      {
          {"unsorted",
           "trials keep their contract: threw: split.train: the trials must be ascending"},
          {"overlap", "trials keep their contract: threw: split.valid: trial ", "is used twice"},
          {"no_valid", "trials keep their contract: threw: dataset: split.valid: there are no"},
          {"half_spike", "trials keep their contract: threw: dataset: spikes: expected counts"},
          {"spike_type", "trials keep their contract: spikes: expected integers or floating "},
          {"short_truth",
           "trials keep their contract: threw: truth.latents (trial, time, latent): expected shape "
           "(6, 4, any), found (5, 4, 1)"},
          {"nan_truth",
           "trials keep their contract: threw: dataset: truth.latents: NaN or infinity at index "
           "(2, 1, 0)"},
          {"integer_truth",
           "trials keep their contract: truth.latents: expected float32 or float64, found Long"},
          {"own_random",
           "equal seeds, equal trials: truth.latents differs between two calls with equal seeds: ",
           "take every random number from the stream"},
      });
}

TEST_CASE("the kit accepts a right system and catches a wrong one") {
  check_caught(
      "faulty_system",
      {
          {"other_bins", "systems keep their contract: threw: whole: its bins are 0.02 s long"},
          {"short_drive",
           "systems keep their contract: threw: whole.drive (trial, time, input): expected shape "
           "(8, 5, 2), found (8, 2, 2)"},
          {"wide_step",
           "systems keep their contract: threw: whole: next state (point, state): expected shape "
           "(8, 2), found (8, 4)"},
          {"float_step",
           "systems keep their contract: threw: whole: next state (point, state): "
           "expected type Double, found Float"},
          {"nan_step", "systems keep their contract: threw: whole: next state (point, state): NaN"},
          {"in_place", "systems keep their contract: whole: step writes into its arguments"},
          {"counts_calls",
           "systems keep their contract: whole: equal arguments give another state"},
          {"batch_mean",
           "systems keep their contract: whole: a point's next state differs without the other",
           "points must not influence each other"},
          {"flat_outputs",
           "systems keep their contract: threw: whole: outputs and latents (point, *): expected"},
          {"steep_state",
           "derivatives of systems: whole: derivatives of step by the state differ from finite "
           "differences by 0.01 of the largest element"},
          {"steep_input",
           "derivatives of systems: whole: derivatives of step by the input differ from finite"},
          {"flat_jacobian",
           "derivatives of systems: threw: derivatives by the state (point, state, state): "
           "expected shape (6, 2, 2), found (2, 2)"},
          {"steep_field",
           "derivatives of systems: whole: derivatives of the field by the state differ from"},
          {"no_time", "derivatives of systems: whole: the field's bin must be above 0"},
          {"small_domain", "domains of systems: whole: a step leads out of the domain"},
          {"turned_domain",
           "domains of systems: threw: the lowest corner of the domain lies above the highest"},
          {"one_start",
           "domains of systems: threw: whole: starts (point, state): expected shape (200, 2), "
           "found (1, 2)"},
          {"no_noise",
           "steps of systems reproduce the trials: whole: the latents of its steps differ from "
           "truth.latents",
           "drive and starts must hold all that moved the trial"},
          {"other_rates",
           "steps of systems reproduce the trials: whole: the outputs of its steps differ from "
           "truth.rates"},
      });
}

TEST_CASE("the kit accepts a right metric and catches a wrong one") {
  check_caught(
      "faulty_metric",
      {
          {"no_doc",
           "announces its scores: the description of the score \"latent_mse\" must be one line"},
          {"range",
           "announces its scores: the score \"latent_mse\": lower is better, but the range -1 to "
           "inf does not end at what is perfect, 0; set ScoreInfo::lowest"},
          {"infinite",
           "announces its scores: the score \"seen_rate_mse\": perfect is infinite, which no "
           "estimate reaches; where the truth has no perfect score, set ScoreInfo::perfect to "
           "std::nullopt"},
          {"no_reason",
           "gives what it announces: the score \"seen_rate_mse\" is NaN without a reason; say in "
           "Score::reason why it is not defined"},
          {"note_of_nan",
           "gives what it announces: the score \"seen_rate_mse\" is NaN and has a note; why it is "
           "not defined belongs in Score::reason"},
          {"long_note",
           "gives what it announces: threw: the note of the score \"seen_rate_mse\" must be one "
           "line, for it becomes a cell of a table"},
          {"needs_all",
           "what was not recorded is left out: the score \"latent_mse\" is NaN where some bins "
           "were not recorded, truth and spikes being NaN there; leave those bins out "
           "(npd::known_bins)"},
          {"scores_gaps", "what was not recorded is left out: the score \"latent_mse\" is ",
           "with other estimates where nothing was recorded it is "},
          {"wrong_region",
           "looks where it announces: the score \"seen_rate_mse\", announced to look at what the "
           "model has seen, does not change where rates and spikes of what the model has seen "
           "change"},
          {"all_regions",
           "looks where it announces: the score \"seen_rate_mse\", announced to look at what the "
           "model has seen, changes where rates and spikes of the held-out neurons change"},
          {"wants_choice",
           "gives what it announces: every score is NaN on a recording without gaps; ",
           "there is no fact choice; the recording has conditions, behaviour, the trial facts "
           "reaction_bin, outcome and the neuron facts id, area: test with parameters"},
          {"missing",
           "gives what it announces: announces the score \"input_mse\" and does not give it"},
          {"unannounced",
           "gives what it announces: threw: gave the score \"surprise\" without announcing it"},
          {"twice", "gives what it announces: threw: gave the score \"latent_mse\" twice"},
          {"negative", "gives what it announces: the score \"latent_mse\" is -"},
          {"offset",
           "perfect where the estimates are the truth: the score \"latent_mse\" is 0.25 where the "
           "estimates are the truth; announced is 0"},
          {"backwards", "perfect where the estimates are the truth: the score \"latent_mse\" is "},
          {"direction",
           "noise makes no score better: the score \"latent_mse\" (higher is better) is 0 where "
           "the "
           "estimates are the truth and "},
          {"first_trial", "the order of trials does not matter: the score \"latent_mse\" is ",
           "with the trials in another order it is "},
          {"counts_calls", "perfect where the estimates are the truth: the score \"latent_mse\""},
          {"writes", "equal arguments, equal scores: writes into estimates.latents; other metrics"},
          {"needs_inputs",
           "absent truth is left out: threw without truth.inputs: undefined tensor; leave its "
           "scores out instead"},
          {"zero_for_absent",
           "absent truth is left out: gives the score \"input_mse\" without truth.inputs"},
      });
}

TEST_CASE("parameters come as words and are read by type") {
  CHECK_THROWS_WITH(results_of("faulty_generator", {{"fualt", "nan"}}),
                    "generator \"faulty_generator\" has no parameter \"fualt\"; there are: fault");
  CHECK_THROWS_WITH(results_of("silent", {{"tau_s", "slow"}}),
                    "tau_s: expected a number, found \"slow\"");
  CHECK_THROWS_WITH(results_of("swallows", {{"rank", "2.5"}}),
                    "rank: expected an integer, found \"2.5\"");
  CHECK_THROWS_WITH(results_of("faulty_shapes", {{"further", "3"}}),
                    "further: is a list of tables; give the values in it, as in further.0.KEY=3");
  CHECK(first_failure(results_of("faulty_shapes", {{"further.0.width", "3"}})) == "");
  CHECK_THROWS_WITH(npd::testing::check_conformance(
                        npd::testing::load_component(NPD_PLUGIN_DIR "/benchmarks.so", "flip_flop"),
                        {{"give_inputs", "yes"}}),
                    "give_inputs: expected true or false, found \"yes\"");
  CHECK_THROWS_WITH(npd::testing::load_component(data, "gru"),
                    data + ": holds no component \"gru\"; it has: faulty_dataset, faulty_metric");
}

TEST_CASE("what a component allows and refuses itself is noted, not held against it") {
  const auto results = npd::testing::check_conformance(
      npd::testing::load_component(NPD_PLUGIN_DIR "/flow.so", "flow"), {{"steps", "2"}});
  CHECK(first_failure(results) == "");
  const auto sizes = std::find_if(results.begin(), results.end(), [](const CheckResult& r) {
    return r.name == "takes small sizes";
  });
  REQUIRE(sizes != results.end());
  REQUIRE(sizes->notes.size() == 1);
  CHECK_THAT(sizes->notes[0],
             npd::testing::StartsWith("readout \"flow\": 3 factors for 1 outputs"));
}
