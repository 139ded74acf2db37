#include "runs/checkpoints.hpp"

#include "base/seal.hpp"
#include "framework/app/run_program.hpp"
#include "runs/weights_file.hpp"
#include "synced.hpp"

#include <npd/atomic_file.hpp>
#include <npd/error.hpp>
#include <npd/hdf5.hpp>
#include <npd/ops.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <fstream>
#include <string>
#include <vector>

#include <npd/testing/catch.hpp>

namespace npd::runs {
namespace {

namespace fs = std::filesystem;
using testing::ContainsSubstring;
using testing::read_text;
using testing::TemporaryFolder;

/// A matrix that is trained, and in a module below it a vector that is not.
class Net : public Module {
 public:
  explicit Net(std::int64_t units)
      : weight(parameter("weight", {units, 2}, zeros())),
        inner(child("inner", std::make_shared<Inner>())) {}

  struct Inner : Module {
    Tensor offset = constant_weight("offset", {3}, zeros());
  };
  Tensor weight;
  std::shared_ptr<Inner> inner;
};

/// A training that has done some epochs, each the best so far.
TrainingCheckpoint after(std::int64_t epochs) {
  const auto shift = static_cast<double>(epochs);
  TrainingCheckpoint checkpoint;
  auto& state = checkpoint.state;
  state.epochs = epochs;
  state.best_epoch = epochs - 1;
  state.weights = {at::arange(8, at::kFloat).view({4, 2}) / 3 + shift, at::full({3}, -0.125)};
  state.best_weights = {state.weights[0] + 1, state.weights[1]};
  state.optimiser["weight"] = {state.weights[0] / 7, state.weights[0] / 9, 4};
  state.monitor.smoothed = 0.1F;
  state.monitor.learning_rate = 1e-3;
  checkpoint.metrics = "epoch,loss\n0,1\n";
  checkpoint.config_sha256 = "abc";
  checkpoint.training_s = 1.5;
  return checkpoint;
}

void flip_a_bit(const fs::path& file, std::streamoff at) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekg(at);
  const int byte = stream.get();
  stream.seekp(at);
  stream.put(static_cast<char>(byte ^ 1));
}

struct Folder {
  TemporaryFolder folder;
  results::RunFolder run{folder.path()};
  Net net{4};
  Checkpoints checkpoints{run, net};
  std::vector<std::string> told;

  TrainingCheckpoint load() {
    told.clear();
    return checkpoints.load([this](const std::string& text) { told.push_back(text); });
  }
};

}  // namespace

TEST_CASE("a checkpoint comes back to the bit, with the metrics so far") {
  Folder f;
  CHECK_FALSE(f.checkpoints.exist());
  f.checkpoints.save(after(3), true);
  CHECK(f.checkpoints.exist());
  const auto loaded = f.load(), saved = after(3);
  CHECK(f.told.empty());
  CHECK(loaded.state.epochs == 3);
  CHECK(loaded.state.best_epoch == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(at::equal(loaded.state.weights[i], saved.state.weights[i]));
    CHECK(at::equal(loaded.state.best_weights[i], saved.state.best_weights[i]));
  }
  CHECK(at::equal(loaded.state.optimiser.at("weight").square,
                  saved.state.optimiser.at("weight").square));
  CHECK(loaded.state.optimiser.at("weight").steps == 4);
  CHECK(loaded.state.monitor.smoothed == 0.1F);
  CHECK_FALSE(loaded.state.monitor.best);
  CHECK(loaded.metrics == saved.metrics);
  CHECK(loaded.config_sha256 == "abc");
  CHECK(loaded.training_s == 1.5);
}

TEST_CASE("best weights are those of the best epoch, readable as HDF5, and kept by later epochs") {
  Folder f;
  f.checkpoints.save(after(3), true);
  f.checkpoints.save(after(4), false);
  const auto file = hdf5::File::open(f.run.best_weights());
  CHECK(file.number("", "epoch") == 2);
  CHECK(at::equal(file.read("weights/weight"), after(3).state.best_weights[0]));
  CHECK(at::equal(file.read("weights/inner.offset"), after(3).state.best_weights[1]));
  CHECK(f.load().best_seal == base::check_seal(f.run.best_weights()));
}

TEST_CASE("checkpoints and best weights are on the disk before they have their names") {
  Folder f;
  testing::take_synced();
  f.checkpoints.save(after(3), true);
  const auto synced = testing::take_synced();
  const auto folder = f.run.checkpoints();
  REQUIRE(synced.size() == 4);
  for (const std::size_t i : {0, 2}) {
    CHECK(is_unfinished(synced[i]));
    CHECK(synced[i].parent_path() == folder);
    CHECK(synced[i + 1] == folder);
  }
  CHECK_THAT(synced[0].filename().string(), ContainsSubstring("best.h5"));
  CHECK_THAT(synced[2].filename().string(), ContainsSubstring("last.h5"));
}

TEST_CASE("where the newest is damaged or lost, the one before is used, and the damage named") {
  for (const bool lost : {false, true}) {
    Folder f;
    f.checkpoints.save(after(3), true);
    f.checkpoints.save(after(4), true);
    if (lost) {
      fs::remove(f.run.last_checkpoint());
    } else {
      flip_a_bit(f.run.last_checkpoint(), 5000);
    }
    CHECK(f.load().state.epochs == 3);
    REQUIRE(f.told.size() == 2);
    CHECK_THAT(f.told[0], ContainsSubstring(f.run.last_checkpoint().string() + ": ") &&
                              ContainsSubstring("; going on from the one before, "));
    CHECK_THAT(f.told[1], ContainsSubstring("best.h5: did not hold the best weights up to here"));
    // The next one leaves what was used in place of the damaged one.
    f.checkpoints.save(after(4), true);
    flip_a_bit(f.run.last_checkpoint(), 5000);
    CHECK(f.load().state.epochs == 3);
  }
}

TEST_CASE("no flipped bit of a checkpoint is accepted") {
  Folder f;
  f.checkpoints.save(after(3), true);
  const auto size = static_cast<std::streamoff>(fs::file_size(f.run.last_checkpoint()));
  for (std::streamoff at = 0; at < size; at += 211) {
    flip_a_bit(f.run.last_checkpoint(), at);
    INFO("byte " << at);
    CHECK_THROWS_AS(load_newest(f.run, f.net), DataError);
    flip_a_bit(f.run.last_checkpoint(), at);
  }
  CHECK(load_newest(f.run, f.net).checkpoint.state.epochs == 3);
}

TEST_CASE("best weights that are damaged, lost or another's are written again") {
  Folder f, other;
  f.checkpoints.save(after(3), true);
  other.checkpoints.save(after(5), true);
  const auto best = f.run.best_weights();
  const auto whole = read_text(best);
  const auto mended = [&] {
    f.load();
    return f.told.size() == 1 && read_text(best) == whole;
  };
  flip_a_bit(best, 2000);
  CHECK(mended());
  fs::remove(best);
  CHECK(mended());
  fs::copy_file(other.run.best_weights(), best, fs::copy_options::overwrite_existing);
  CHECK(mended());
  f.load();
  CHECK(f.told.empty());
}

TEST_CASE("a checkpoint of another model is refused by name and shape") {
  Folder f;
  f.checkpoints.save(after(3), true);
  const Net larger(5);
  CHECK_THROWS_WITH(load_checkpoint(f.run.last_checkpoint(), larger),
                    f.run.last_checkpoint().string() +
                        ": weights/weight: expected shape (5, 2), found (4, 2); the file belongs "
                        "to another model");
}

}  // namespace npd::runs
