#include "app/new_project.hpp"

#include "app/plugin_name.hpp"
#include "run_program.hpp"

#include <npd/abi.h>
#include <npd/error.hpp>

#include <filesystem>
#include <fstream>

#include <npd/testing/catch.hpp>

namespace npd::app {
namespace {

namespace fs = std::filesystem;
using testing::ContainsSubstring;
using testing::read_text;
using testing::TemporaryFolder;

/// An installation with a template of a few files.
class Installation {
 public:
  Installation() {
    write("common/CMakeLists.txt.in", "project(@name@) # @sdk@\n");
    write("metric/@name@.cpp.in", "class @Class@ {}; // @name@, @name@\n");
    write("metric/README.md.in", "@name@ and @name@, for npd @sdk@\n");
    write("metric/experiment.toml.in", "include = [\"npd:a.toml\"]\nname = \"@name@\"\n");
  }

  void write(const std::string& name, const std::string& text) const {
    const fs::path file = prefix() / "share/npd/template" / name;
    fs::create_directories(file.parent_path());
    std::ofstream(file) << text;
  }

  fs::path prefix() const { return folder_ / "prefix \"1\""; }
  NewProject project(const std::string& name) const {
    return {"metric", name, folder_ / name, prefix()};
  }

 private:
  TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("a plugin's name is an id that CMake and C++ can use") {
  CHECK(wrong_plugin_name("my_rnn2").empty());
  CHECK(wrong_plugin_name("x").empty());
  const auto meant = [](const std::string& name) {
    const std::string text = wrong_plugin_name(name);
    const std::string before = "did you mean \"";
    const auto at = text.find(before);
    if (at == std::string::npos) return std::string("no idea");
    const auto begin = at + before.size();
    return text.substr(begin, text.find('"', begin) - begin);
  };
  CHECK(meant("MyRnn") == "my_rnn");
  CHECK(meant("My-RNN") == "my_rnn");
  CHECK(meant("2nd rnn") == "nd_rnn");
  CHECK(meant("my_rnn!") == "my_rnn");
  CHECK(meant("../rnn") == "rnn");
  CHECK(meant("AaZz09") == "aa_zz09");
  CHECK(meant("test") == "my_test");
  CHECK(meant("config") == "my_config");
  CHECK(meant("") == "no idea");
  CHECK(meant("---") == "no idea");
  CHECK(wrong_plugin_name("Ä") ==
        "\"Ä\" cannot be a plugin's name; must be lower-case letters, digits and underscores and "
        "start with a letter");
}

TEST_CASE("its class is called alike") {
  CHECK(class_name("my_rnn") == "MyRnn");
  CHECK(class_name("rnn2_x") == "Rnn2X");
  CHECK(class_name("a__b_") == "AB");
}

TEST_CASE("a project is its template with the placeholders filled in") {
  const Installation installation;
  const NewProject project = installation.project("my_score");
  const auto files = write_project(project);
  CHECK(files ==
        std::vector<std::string>{"CMakeLists.txt", "README.md", "experiment.toml", "my_score.cpp"});
  CHECK(read_text(project.folder / "my_score.cpp") == "class MyScore {}; // my_score, my_score\n");
  const std::string sdk =
      std::to_string(NPD_SDK_VERSION_MAJOR) + "." + std::to_string(NPD_SDK_VERSION_MINOR);
  CHECK(read_text(project.folder / "CMakeLists.txt") == "project(my_score) # " + sdk + "\n");
  CHECK(read_text(project.folder / "README.md") == "my_score and my_score, for npd " + sdk + "\n");
  CHECK(read_text(project.folder / "experiment.toml") ==
        "include = [\"npd:a.toml\"]\nname = \"my_score\"\n");
}

TEST_CASE("what to type next can be pasted into a shell") {
  const Installation installation;
  NewProject project = installation.project("my_score");
  const auto files = write_project(project);
  const std::string quoted = "'-DCMAKE_PREFIX_PATH=" + project.prefix.string() + "'";
  CHECK_THAT(next_steps(project, files), ContainsSubstring("cmake -B build " + quoted + "\n"));
  project.prefix = "/usr";
  CHECK_THAT(next_steps(project, files),
             ContainsSubstring("  cmake -B build\n") &&
                 ContainsSubstring("  npd run experiment.toml --plugin-path build\n"));
}

TEST_CASE("nothing is overwritten") {
  const Installation installation;
  const NewProject project = installation.project("my_score");
  fs::create_directories(project.folder);
  CHECK(write_project(project).size() == 4);  // an empty folder is as good as none
  CHECK_THROWS_AS(write_project(project), OutputError);
  const NewProject other = installation.project("other");
  std::ofstream(other.folder) << "a file";
  CHECK_THROWS_AS(write_project(other), OutputError);
  CHECK(read_text(other.folder) == "a file");
  NewProject below = installation.project("below");
  below.folder = other.folder / "below";
  CHECK_THROWS_AS(write_project(below), OutputError);
}

TEST_CASE("without the SDK there are no templates") {
  const Installation installation;
  NewProject project = installation.project("my_score");
  project.prefix /= "elsewhere";
  CHECK_THROWS_AS(write_project(project), DataError);
  CHECK_FALSE(fs::exists(project.folder));
}

}  // namespace npd::app
