#include "report/file_text.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <limits>

namespace npd::report {

std::string text_of_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

nlohmann::json json_in(const std::filesystem::path& file) {
  auto json = nlohmann::json::parse(text_of_file(file), nullptr, false);
  return json.is_object() ? json : nlohmann::json::object();
}

double number_in(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  return text.empty() || *end != '\0' ? std::numeric_limits<double>::quiet_NaN() : value;
}

}  // namespace npd::report
