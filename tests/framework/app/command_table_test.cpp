#include "app/command_table.hpp"

#include "app/help_texts.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <npd/testing/catch.hpp>

// What parsing, help and completion take for granted.
namespace npd::app {

TEST_CASE("names of commands are one or two words, and each is there once") {
  std::set<std::string> names;
  for (const auto& command : command_specs()) {
    const std::string name = command.name;
    CHECK(names.insert(name).second);
    CHECK(std::count(name.begin(), name.end(), ' ') <= 1);
    CHECK(find_command_spec(name) == &command);
  }
  for (const auto& name : names) CHECK(names.count(name.substr(0, name.find(' '))) <= 1);
}

TEST_CASE("options of a command differ, and only the plugin path repeats") {
  for (const auto& command : command_specs()) {
    std::set<std::string> names{"help"};
    std::set<char> letters{'h'};
    for (const auto& option : command.options) {
      INFO(command.name << " --" << option.name);
      CHECK(names.insert(option.name).second);
      CHECK((option.letter == 0 || letters.insert(option.letter).second));
      CHECK(option.repeats == (std::string("plugin-path") == option.name));
      CHECK((option.word != Word::choice || !option.choices.empty()));
    }
  }
}

TEST_CASE("only the last operand repeats, and help texts can stand in a shell's quotes") {
  for (const auto& command : command_specs()) {
    for (const auto& operand : command.operands) {
      INFO(command.name << " " << operand.name);
      CHECK((!operand.repeats || &operand == &command.operands.back()));
      CHECK((operand.word != Word::choice || !operand.choices.empty()));
    }
    CHECK(std::string(command.summary).find_first_of("'\\\n") == std::string::npos);
  }
}

TEST_CASE("what a command's help refers to is there") {
  for (const auto& command : command_specs()) {
    INFO(command.name);
    CHECK((command.topic[0] == '\0' || find_help_topic(command.topic) != nullptr));
  }
}

}  // namespace npd::app
