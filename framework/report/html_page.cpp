#include "report/html_page.hpp"

#include "base/base64.hpp"
#include "base/sha256.hpp"
#include "report/assets.hpp"
#include "report/deflate.hpp"
#include "report/escape.hpp"

#include <fmt/format.h>
namespace npd::report {
namespace {

using Json = nlohmann::json;

/// 'sha256-...', as a policy names the text of an element.
std::string source_hash(std::string_view text) {
  const std::string hex = base::sha256_of(text);
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  return "'sha256-" + base::base64(bytes) + "'";
}

/// Images are those that the page itself paints.
std::string policy() {
  return fmt::format(
      "default-src 'none'; script-src {} {}; style-src {}; img-src data:; base-uri 'none'; "
      "form-action 'none'",
      source_hash(d3_script()), source_hash(page_script()), source_hash(page_style()));
}

Json description_of(const PackedArray& array) {
  return {{"name", array.name}, {"unit", array.unit},     {"shape", array.shape},
          {"bits", array.bits}, {"offset", array.offset}, {"step", array.step}};
}

/// Blocks of data are no scripts: a browser neither runs them nor asks the policy.
std::string data_block(const std::string& id, std::string_view base64) {
  return fmt::format("<script id=\"{}\" type=\"text/plain\">{}</script>\n", id, base64);
}

}  // namespace

std::string html_text_of(const HtmlPage& page) {
  std::string html = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n"
      "<noscript><p>The figures of this report are drawn by its own script: allow JavaScript for "
      "this file.</p></noscript>\n<main id=\"report\"></main>\n",
      policy(), html_text(page.title), page_style());
  Json content = page.content;
  content["arrays"] = Json::array();
  for (std::size_t i = 0; i < page.arrays.size(); ++i) {
    content["arrays"].push_back(description_of(page.arrays[i]));
    html += data_block(fmt::format("array-{}", i), page.arrays[i].text);
  }
  // What files say may not be UTF-8.
  const auto json = content.dump(-1, ' ', false, Json::error_handler_t::replace);
  html += data_block("content", base::base64(deflated(json)));
  html += fmt::format("<script>{}</script>\n<script>{}</script>\n</body>\n</html>\n", d3_script(),
                      page_script());
  return html;
}

}  // namespace npd::report
