#include "app/completion.hpp"

namespace npd::app {

std::string completion_script(std::string_view shell) {
  if (shell == "bash") return bash_completion();
  return shell == "zsh" ? zsh_completion() : fish_completion();
}

}  // namespace npd::app
