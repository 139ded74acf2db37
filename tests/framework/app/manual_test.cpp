#include "app/manual.hpp"

#include "run_program.hpp"

#include <set>

#include <npd/testing/catch.hpp>

namespace npd::app {
namespace {

std::string page(const std::string& file) {
  for (const auto& page : man_pages()) {
    if (page.file == file) return page.text;
  }
  FAIL("no page " << file);
  return {};
}

}  // namespace

TEST_CASE("the program, its commands and topics have man pages") {
  std::set<std::string> files;
  for (const auto& page : man_pages()) CHECK(files.insert(page.file).second);
  for (const char* file :
       {"man1/npd.1", "man1/npd-run.1", "man1/npd-plugins-list.1", "man7/npd-errors.7"}) {
    CHECK(files.count(file) == 1);
  }
  CHECK(files.count("man1/npd-manual.1") == 0);  // hidden
  CHECK_THAT(page("man1/npd-run.1"),
             testing::StartsWith(".TH NPD\\-RUN 1 ") &&
                 testing::ContainsSubstring(".SH NAME\nnpd\\-run \\- Train the model") &&
                 testing::ContainsSubstring("\\fBnpd run\\fR FILE [key=value ...]") &&
                 testing::ContainsSubstring(".TP\n\\fB\\-\\-out DIR\\fR\n"));
}

TEST_CASE("man finds nothing wrong with the pages") {
  if (testing::run_shell("command -v groff").exit_code != 0) {
    WARN("skipped: there is no groff here");
    return;
  }
  const testing::TemporaryFolder folder;
  CHECK(testing::run_shell(NPD_PROGRAM " manual " + folder.path().string()).exit_code == 0);
  const auto said = testing::run_shell("cd " + folder.path().string() +
                                       " && for page in man?/*; do groff -man -ww -z $page; done");
  CHECK(said.exit_code == 0);
  CHECK(said.err.empty());
}

}  // namespace npd::app
