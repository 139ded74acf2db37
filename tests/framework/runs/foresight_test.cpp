#include "runs/foresight.hpp"

#include <npd/error.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <cstdint>

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
