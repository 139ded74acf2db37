/// \file hostile_test.cpp
/// Whatever a plugin does to the process or gives back: the exit code is not that of success, and
/// the message names the plugin; or it did not matter, and the results are those of one that
/// behaves.
#include "workbench.hpp"

#include <fmt/format.h>

#include <atomic>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include <npd/testing/catch.hpp>

using namespace npd::testing;

namespace {

namespace fs = std::filesystem;

struct Row {
  std::string kind, behaviour;
  int exit_code;
  std::string message;  ///< behind the plugin's name; of success: anywhere
};

std::string table_of(const std::string& kind) {
  return kind == "dataset" ? kind : kind == "metric" ? "metrics.acted" : "model." + kind;
}

/// A run in which one component acts; its results are in a folder of the behaviour's name.
std::string command(const Row& row) {
  std::string words = fmt::format(
      "run small.toml --out {1} --plugin-path plugins threads=2 "
      "training.panel_trials=4 {0}.plugin=unruly {0}.behaviour={1}",
      table_of(row.kind), row.behaviour);
  if (row.kind == "generator") words += " model.generator.state_dim=3";
  return words;
}

struct Outcome {
  Finished finished;
  std::string scores;
};

/// All rows, two at a time: most of the time is spent in loading libraries.
std::vector<Outcome> outcomes_of(const std::vector<Row>& rows) {
  std::vector<Outcome> outcomes(rows.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < rows.size(); i = next++) {
      const Workbench bench;
      fs::create_directory(bench / "plugins");
      fs::create_symlink(NPD_FIXTURES "/acts.so", bench / "plugins/acts.so");
      outcomes[i].finished = bench.npd(command(rows[i]), "timeout 60");
      outcomes[i].scores = read_text(bench / (rows[i].behaviour + "/scores.csv"));
    }
  };
  std::thread other(work);
  work();
  other.join();
  return outcomes;
}

std::string named(const Row& row) {
  return fmt::format("npd: error: {} \"unruly\" 0.1.0 (plugins/acts.so), {}", row.kind,
                     row.message);
}

void check_rows(const std::vector<Row>& rows) {
  const auto outcomes = outcomes_of(rows);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& [finished, scores] = outcomes[i];
    INFO(rows[i].kind << " " << rows[i].behaviour << ": " << finished.err);
    CHECK(finished.exit_code == rows[i].exit_code);
    CHECK_THAT(finished.err, ContainsSubstring(named(rows[i])));
    CHECK(finished.err.find("a bug in npd") == std::string::npos);
  }
}

/// Of rows whose message stands elsewhere.
void check_texts(const std::vector<Row>& rows) {
  const auto outcomes = outcomes_of(rows);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    INFO(rows[i].kind << " " << rows[i].behaviour << ": " << outcomes[i].finished.err);
    CHECK(outcomes[i].finished.exit_code == rows[i].exit_code);
    CHECK_THAT(outcomes[i].finished.err, ContainsSubstring(rows[i].message));
  }
}

const std::string segv = "crashed: memory that is not its own (SIGSEGV)\n";
const std::string abrt = "crashed: aborted (SIGABRT)\n";
const std::string dense = "expected a dense array in main memory, found one that is ";

}  // namespace

TEST_CASE("a plugin that ends the process is named, whatever way it takes") {
  check_rows({{"dataset", "crash", 4, "make: " + segv},
              {"dataset", "null_pointer", 4, "make: " + segv},
              {"dataset", "bus_error", 4, "make: " + segv},
              {"dataset", "deep_recursion", 4, "make: " + segv},
              {"dataset", "abort", 4, "make: " + abrt},
              {"dataset", "terminate", 4, "make: " + abrt},
              {"dataset", "throw_from_noexcept", 4, "make: " + abrt},
              {"dataset", "pthread_exit", 4, "make: " + abrt},
              {"dataset", "arithmetic", 4, "make: crashed: arithmetic error (SIGFPE)\n"},
              {"dataset", "illegal", 4, "make: crashed: illegal instruction (SIGILL)\n"},
              {"dataset", "breakpoint", 4, "make: crashed: trap (SIGTRAP)\n"},
              {"dataset", "forbidden_call", 4, "make: crashed: forbidden system call (SIGSYS)\n"},
              {"dataset", "exit", 4, "make: ended the process by calling exit()\n"},
              {"dataset", "quick_exit", 4, "make: ended the process by calling exit()\n"},
              {"dataset", "_exit", 4, "make: ended the process by calling _exit()\n"},
              {"dataset", "_Exit", 4, "make: ended the process by calling _exit()\n"},
              {"generator", "create_exit", 4, "create: ended the process by calling exit()\n"},
              {"generator", "create_crash", 4, "create: " + segv},
              {"generator", "_exit", 4, "step: ended the process by calling _exit()\n"},
              {"readout", "_exit", 4, "output_parameters: ended the process by calling _exit()\n"},
              {"metric", "_exit", 4, "evaluate: ended the process by calling _exit()\n"},
              {"metric", "null_pointer", 4, "evaluate: " + segv}});
}

TEST_CASE(
    "a plugin that ends the process in another thread, in a destructor or at the end is named") {
  check_rows({{"generator", "kernel_forward_null_pointer", 4, "kernel forward: " + segv},
              {"generator", "kernel_backward_abort", 4, "kernel backward: " + abrt},
              {"generator", "kernel_prepare_exit", 4,
               "kernel prepare: ended the process by calling exit()\n"},
              {"generator", "end_null_pointer", 4, "destroy: " + segv},
              {"generator", "end_throw_error", 4, "destroy: " + abrt},
              {"dataset", "end__exit", 4, "destroy: ended the process by calling _exit()\n"}});
  const std::string thread = "npd: error: plugins/acts.so, on a thread of its own: ";
  const std::string outside = "npd: error: plugins/acts.so, outside of any call: ";
  check_texts({{"dataset", "thread_throw", 4, thread + abrt},
               {"dataset", "thread_crash", 4, thread + segv},
               {"dataset", "thread_abort", 4, thread + abrt},
               {"dataset", "thread_exit", 4, thread + "ended the process by calling exit()\n"},
               {"dataset", "thread__exit", 4, thread + "ended the process by calling _exit()\n"},
               {"dataset", "crash_later", 4, outside + segv},
               {"dataset", "exit_later", 4, outside + "ended the process by calling _exit()\n"}});
}

TEST_CASE("what a plugin throws is told in its name") {
  check_rows({{"dataset", "throw_error", 4, "make: no luck today\n"},
              // run.json cannot say that the run has failed, which must not hide why.
              {"metric", "lose_folder", 4, "evaluate: no luck today\n"},
              {"dataset", "throw_int", 4, "make: threw something that is not a std::exception\n"},
              {"dataset", "throw_data", 5, "make: the file is empty\n"},
              {"dataset", "throw_numerical", 6, "make: it is NaN\n"},
              {"dataset", "throw_output", 7, "make: cannot write\n"},
              {"dataset", "throw_shape", 4, "make: wrong shape\n"},
              {"dataset", "throw_system", 4, "make: filesystem error"},
              {"dataset", "no_memory", 9, "make: there is not enough memory for "},
              {"dataset", "endless_vector", 4, "make: vector::_M_default_append\n"},
              {"generator", "kernel_forward_throw_int", 4, "kernel forward: threw something"}});
}

TEST_CASE("what a plugin gives back is looked at") {
  const std::string spikes = "make: spikes (trial, time, neuron): ";
  const std::string next = "step: next state (trial, state): ";
  const std::string output = "output_parameters: output parameters (..., output): ";
  check_rows(
      {{"dataset", "gives_nothing", 4, spikes + "expected shape (any, any, any), found no"},
       {"dataset", "gives_sparse", 4, spikes + dense + "Sparse"},
       {"dataset", "gives_half", 4, spikes + "expected float32, float64 or whole numbers"},
       {"dataset", "gives_complex", 4, spikes + "expected float32, float64 or whole"},
       {"dataset", "gives_meta", 4, spikes + dense + "Strided, on device meta"},
       {"dataset", "gives_quantized", 4, spikes + dense + "Strided, on device cpu, quant"},
       {"dataset", "follows_gradients", 4, spikes + "autograd follows it"},
       {"dataset", "split_beyond", 5, "make: split.valid: trial 99 is not in [0, 20)"},
       {"dataset", "split_twice", 5, "make: split.valid: trial 0 is used twice"},
       {"dataset", "nan_bin", 5, "make: bin_s: must be above 0, found nan"},
       {"dataset", "sparse_truth", 4, "make: truth.rates (trial, time, neuron): " + dense},
       {"dataset", "no_trials", 4,
        "make: truth.rates (trial, time, neuron): expected shape (0, 12"},
       {"dataset", "undefined_array", 4, "make: extra: expected shape (), found no array"},
       {"dataset", "complex_array", 4, "make: extra: expected real numbers, found type"},
       {"dataset", "short_column", 5, "make: trial_info.coherence: expected 20 values"},
       {"dataset", "label_of_nothing", 5, "make: conditions.labels: 7 is none of the"},
       {"generator", "gives_nothing", 4, next + "expected shape (8, 3), found no array"},
       {"generator", "gives_sparse", 4, next + dense + "Sparse"},
       {"generator", "gives_half", 4, next + "expected type Float, found Half"},
       {"generator", "gives_double", 4, next + "expected type Float, found Double"},
       {"generator", "gives_complex", 4, next + "expected type Float, found ComplexFloat"},
       {"generator", "gives_meta", 4, next + dense + "Strided, on device meta"},
       {"generator", "gives_scalar", 4, next + "expected shape (8, 3), found ()"},
       {"generator", "gives_transposed", 4, next + "expected shape (8, 3), found (3, 8)"},
       {"generator", "absurd_weight", 4, "create: asks for "},
       {"generator", "negative_weight", 4, "create: "},
       {"generator", "nameless_weight", 4, "create: a weight has no name"},
       {"generator", "undefined_weight", 4, "recurrent_weights: recurrent weight: expected"},
       {"generator", "no_further_dims", 4, "further_outputs: the further output \"more\" has"},
       {"generator", "further_not_given", 4, "further: gave 0 further outputs; it announces"},
       {"generator", "kernel_absurd_memory", 4, "kernel memory: a kernel's memory must be"},
       {"generator", "kernel_negative_memory", 4, "kernel memory: a kernel's memory must"},
       {"readout", "gives_nothing", 4, output + "expected shape"},
       {"readout", "gives_sparse", 4, output + dense + "Sparse"},
       {"readout", "gives_half", 4, output + "expected type Float, found Half"},
       {"metric", "nan_range", 4, "scores: the range of the score \"acted\" leaves nothing"},
       {"metric", "bad_name", 4, "scores: the score name \"no name, really\" must be"},
       {"metric", "same_name_twice", 4, "scores: two scores are called \"acted\""},
       {"metric", "unannounced_score", 4, "evaluate: gave the score \"other\" without"},
       {"metric", "score_twice", 4, "evaluate: gave the score \"acted\" twice"}});
  check_texts({{"metric", "score_beyond", 4, "gave acted = 11, outside its announced range"},
               {"metric", "no_score", 4, "left out the score \"acted\" although"},
               {"dataset", "throw_config", 3, "make: is not to its liking"},
               {"dataset", "negative_counts", 5, "expected counts (0, 1, 2, ...), found -1"},
               {"dataset", "infinite_truth", 5, "truth.rates: NaN or infinity at index (0, 0, 0)"},
               {"dataset", "nothing_to_train", 5, "split.train: there are no trials"},
               {"dataset", "gives_nan", 5, "expected counts (0, 1, 2, ...), found nan"},
               {"generator", "gives_nan", 6, "the reconstruction loss is NaN"},
               {"readout", "gives_nan", 6, "the reconstruction loss is NaN"}});
}

TEST_CASE("a metric cannot change what the next one sees") {
  const std::string changed = "evaluate: changed estimates.rates, which it was only given to read";
  check_rows({{"metric", "zeroes_rates", 4, changed},
              {"metric", "writes_one_number", 4, changed},
              {"metric", "resizes_rates", 4, changed}});
}

TEST_CASE("what a plugin does to the arithmetic, or in a process of its own, changes no result") {
  const std::vector<Row> rows{{"dataset", "none", 0, ""},
                              {"dataset", "round_up", 0, ""},
                              {"dataset", "flush_to_zero", 0, ""},
                              {"dataset", "trap_arithmetic", 0, ""},
                              {"dataset", "no_gradients", 0, ""},
                              {"dataset", "fork_and_end", 0, ""},
                              {"dataset", "fork_and_come_back", 0,
                               "make: came back in a process that it had made by fork()"}};
  const auto outcomes = outcomes_of(rows);
  REQUIRE(!outcomes[0].scores.empty());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    INFO(rows[i].behaviour << ": " << outcomes[i].finished.err);
    CHECK(outcomes[i].finished.exit_code == 0);
    CHECK(outcomes[i].scores == outcomes[0].scores);
    CHECK_THAT(outcomes[i].finished.err, ContainsSubstring(rows[i].message));
  }
}

TEST_CASE("a plugin that gets past all of this does not end as success") {
  check_texts({{"dataset", "kill", 137, ""}, {"dataset", "forget_handlers_and_crash", 139, ""}});
}

TEST_CASE("a library that is fatal to load is told, and hinders nothing else") {
  const Workbench bench;
  fs::create_directory(bench / "plugins");
  const std::map<std::string, std::string> reasons{
      {"load_crash", "crashed: Segmentation fault"},
      {"load_abort", "crashed: Aborted"},
      {"load_exit", "ended the process with exit code 3"},
      {"load_quick_exit", "ended the process with exit code 0"},
      {"load_throw", "crashed: Aborted; its last words: terminate called after"},
      {"load_loop", "gave no answer for 20 s"}};
  for (const auto& [name, reason] : reasons) {
    fs::create_symlink(fs::path(NPD_HOSTILE) / (name + ".so"), bench / ("plugins/" + name + ".so"));
  }
  const auto list = bench.npd("plugins list --plugin-path plugins");
  CHECK(list.exit_code == 0);
  for (const auto& [name, reason] : reasons) {
    CHECK_THAT(list.out, ContainsSubstring(name + ".so: while it is loaded: " + reason));
  }
  CHECK_THAT(list.out, ContainsSubstring("gru "));
  fs::remove(bench / "plugins/load_loop.so");
  CHECK(bench.npd("config check small.toml --plugin-path plugins").exit_code == 0);
  CHECK(bench.npd("run small.toml --out out --plugin-path plugins").exit_code == 0);
}
