#include "runs/foresight.hpp"

#include "framework/runs/read_experiment.hpp"
#include "runs/preparation.hpp"

#include <npd/error.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <cstdint>
#include <string>
#include <vector>

#include <npd/testing/catch.hpp>

using npd::runs::check_room;
using npd::testing::ContainsSubstring;
using npd::testing::TemporaryFolder;

TEST_CASE("a run that would not fit on its disk is refused before its folder is made") {
  const TemporaryFolder folder;
  CHECK_NOTHROW(check_room(folder / "not/there", 1));
  const std::uintmax_t too_much = std::uintmax_t{1} << 60;
  CHECK_THROWS_AS(check_room(folder / "not/there", too_much), npd::OutputError);
  CHECK_THROWS_WITH(check_room(folder / "not/there", too_much),
                    ContainsSubstring((folder / "not/there").string() +
                                      ": the run would not fit on this disk: No space left on "
                                      "device: 1152921.5 TB are needed and "));
  CHECK_FALSE(std::filesystem::exists(folder / "not"));
}

TEST_CASE("the room for a run is that of the disk on which its folder would be") {
  // sysfs has room for nothing, and the disk with "/" for a byte.
  CHECK_NOTHROW(check_room("/", 1));
  CHECK_THROWS_AS(check_room("/sys/not/there", 1), npd::OutputError);
}

namespace {

std::uintmax_t bytes_for(const std::vector<std::string>& overrides) {
  const TemporaryFolder folder;
  const auto experiment = npd::testing::read_experiment(
      folder, npd::testing::shortest_experiment + "co_dim = 2\ncon_dim = 5\n", overrides);
  return npd::runs::expected_bytes(npd::runs::Preparation(experiment), experiment);
}

}  // namespace

TEST_CASE("the room for a run grows with what its output file holds and with its weights") {
  const auto few = bytes_for({"dataset.trials=8", "training.batch_size=4"});
  const auto many = bytes_for({"dataset.trials=24", "training.batch_size=4"});
  // Rates of 30 neurons, 20 generator states, as many factors, mean, deviation and draw of 2
  // controller outputs, 5 controller states; single precision, compressed to three quarters.
  const std::uintmax_t bins = 100, numbers = 30 + 20 + 20 + 3 * 2 + 5;
  CHECK(many - few == (24 - 8) * bins * numbers * sizeof(float) * 3 / 4);
  CHECK(bytes_for({"dataset.trials=8", "training.batch_size=4", "model.ic_enc_dim=100"}) >
        bytes_for({"dataset.trials=8", "training.batch_size=4", "model.ic_enc_dim=50"}));
}
