#include "report/html_page.hpp"

#include "base/base64.hpp"
#include "base/sha256.hpp"
#include "report/escape.hpp"
#include "unpacked.hpp"

#include <regex>

#include <npd/testing/catch.hpp>

namespace {

using npd::report::html_text;
using npd::report::html_text_of;
using npd::report::HtmlPage;

HtmlPage small_page() {
  HtmlPage page;
  page.title = "</title><script>alert(1)</script>";
  page.content = {{"name", "</script><script>alert(2)</script>"},
                  {"text", "a \"quote\"\nline \xff"}};
  page.arrays.push_back({"counts", "", {1, 1, 1}, 8, {0}, {1}, "AAAA"});
  return page;
}

/// The texts between all pairs of tags.
std::vector<std::string> contents(const std::string& html, const std::string& open,
                                  const std::string& close) {
  std::vector<std::string> texts;
  for (std::size_t at = 0; (at = html.find(open, at)) != std::string::npos;) {
    at += open.size();
    texts.push_back(html.substr(at, html.find(close, at) - at));
  }
  return texts;
}

std::string hash_of(const std::string& text) {
  const auto hex = npd::base::sha256_of(text);
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  return "sha256-" + npd::base::base64(bytes);
}

}  // namespace

TEST_CASE("text of others is text") {
  CHECK(html_text("<b> & \"x\" 'y'") == "&lt;b&gt; &amp; &quot;x&quot; &#39;y&#39;");
}

TEST_CASE("the known digest of SHA-256") {
  CHECK(npd::base::sha256_of("abc") ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("a page's policy allows its own scripts and style by their hashes, and nothing else") {
  const auto html = html_text_of(small_page());
  const auto policy = contents(html, "Content-Security-Policy\" content=\"", "\"").at(0);
  CHECK_THAT(policy, npd::testing::StartsWith("default-src 'none'; "));
  CHECK(policy.find("unsafe") == std::string::npos);
  CHECK(policy.find("http") == std::string::npos);
  const auto scripts = contents(html, "<script>", "</script>");
  REQUIRE(scripts.size() == 2);
  for (const auto& script : scripts) {
    CHECK(script.size() > 10000);
    CHECK_THAT(policy, npd::testing::ContainsSubstring("'" + hash_of(script) + "'"));
  }
  const auto styles = contents(html, "<style>", "</style>");
  REQUIRE(styles.size() == 1);
  CHECK_THAT(policy, npd::testing::ContainsSubstring("style-src '" + hash_of(styles[0]) + "'"));
}

TEST_CASE("nothing that a run says can become part of the page's markup") {
  const auto html = html_text_of(small_page());
  CHECK(html.find("alert(1)</script>") == std::string::npos);
  CHECK(html.find("alert(2)") == std::string::npos);
  CHECK_THAT(html, npd::testing::ContainsSubstring("<title>&lt;/title&gt;&lt;script&gt;"));
}

TEST_CASE("a page carries what it shows, packed") {
  const auto html = html_text_of(small_page());
  const auto packed =
      contents(html, "<script id=\"content\" type=\"text/plain\">", "</script>").at(0);
  const auto json =
      nlohmann::json::parse(npd::testing::inflated(npd::testing::bytes_of_base64(packed), 100000));
  CHECK(json["name"] == "</script><script>alert(2)</script>");
  CHECK(json["text"] == "a \"quote\"\nline \xef\xbf\xbd");
  CHECK(json["arrays"][0]["name"] == "counts");
  CHECK(contents(html, "<script id=\"array-0\" type=\"text/plain\">", "</script>").at(0) == "AAAA");
}

TEST_CASE("the page's own script neither evaluates texts nor asks a network") {
  const auto html = html_text_of(HtmlPage{});
  const auto script = contents(html, "<script>", "</script>").at(1);
  for (const char* word : {"eval(", "new Function", "innerHTML", "outerHTML", "insertAdjacentHTML",
                           "document.write", "fetch(", "XMLHttpRequest", "import(", "csvParse"}) {
    CHECK(script.find(word) == std::string::npos);
  }
}
