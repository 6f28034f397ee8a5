#include "core/webhook/diagnosis.hpp"

#include <set>

#include <catch2/catch.hpp>

using namespace understudy;

namespace {

const Signer signer{Secret("12345")};

std::optional<Mistake> find(const SignedWebhook& webhook, std::string_view name) {
  for (Mistake& mistake : usual_mistakes(webhook, signer)) {
    if (mistake.name == name) return std::move(mistake);
  }
  return std::nullopt;
}

}  // namespace

TEST_CASE("each usual mistake has the string that is signed by mistake") {
  struct Case {
    const char* name;
    SignedWebhook webhook;
    std::string mistaken;
  };
  const Form form{{"To", "+1"}, {"Body", "a"}};
  const std::string rest = "BodyaTo+1";
  const auto wrong = GENERATE_COPY(
      Case{"http_for_https", {"https://a.example/x", form}, "http://a.example/x" + rest},
      Case{"https_for_http", {"http://a.example:8080/x", form}, "https://a.example:8080/x" + rest},
      Case{"port_removed", {"http://a.example:8080/x", form}, "http://a.example/x" + rest},
      Case{"port_added", {"https://a.example/x", form}, "https://a.example:443/x" + rest},
      Case{"www_removed", {"https://www.a.example/x", form}, "https://a.example/x" + rest},
      Case{"www_added", {"https://a.example/x", form}, "https://www.a.example/x" + rest},
      Case{"host_lower_case", {"https://A.example/X", form}, "https://a.example/X" + rest},
      Case{"path_lower_case", {"https://A.example/X", form}, "https://A.example/x" + rest},
      Case{"slash_removed", {"https://a.example/x/?q", form}, "https://a.example/x?q" + rest},
      Case{"slash_added", {"https://a.example", form}, "https://a.example/" + rest},
      Case{"query_dropped", {"https://a.example/x?q=1", form}, "https://a.example/x" + rest},
      Case{"query_encoded_again", {"https://a.example/x?q=%20", form}, "https://a.example/x?q=+" + rest},
      Case{"query_appended", {"https://a.example/x?q=1", {}}, "https://a.example/x?q=1q1"},
      Case{"json_body", {"https://a.example/x", form}, "https://a.example/x"},
      Case{"empty_dropped", {"https://a.example/x", {{"a", ""}, {"b", "1"}}}, "https://a.example/xb1"},
      Case{"trimmed", {"https://a.example/x", {{"a", " 1\n"}, {"b", " "}}}, "https://a.example/xa1b"},
      Case{"still_encoded", {"https://a.example/x", {{"a", "+ &"}}}, "https://a.example/xa%2B+%26"},
      Case{"decoded_twice", {"https://a.example/x", {{"a", "+1&%41"}}}, "https://a.example/xa 1&A"},
      Case{"line_feeds_alone", {"https://a.example/x", {{"a", "1\r\n2"}}}, "https://a.example/xa1\n2"},
      Case{"line_feeds_paired", {"https://a.example/x", {{"a", "1\n2\r\n3"}}}, "https://a.example/xa1\r\n2\r\n3"},
      Case{"unsorted", {"https://a.example/x", form}, "https://a.example/xTo+1Bodya"},
      Case{"repeated_dropped", {"https://a.example/x", {{"a", "2"}, {"a", "1"}}}, "https://a.example/xa2"},
      Case{"credentials_kept", {"https://u:p@a.example/x", form}, "https://u:p@a.example/x" + rest},
      Case{"fragment_kept", {"https://a.example/x#rc=2", form}, "https://a.example/x#rc=2" + rest});
  INFO(wrong.name);
  const auto mistake = find(wrong.webhook, wrong.name);
  REQUIRE(mistake);
  REQUIRE(mistake->signed_string == wrong.mistaken);
  REQUIRE(mistake->signature == signer.sign_string(wrong.mistaken));
}

TEST_CASE("only mistakes that make a difference are named, each signature once") {
  const SignedWebhook webhook{"https://a.example/x", {{"a", "1"}, {"b", "2"}}};
  std::set<std::string_view> names;
  std::set<std::string> signatures{signer.sign_string(signed_string(webhook))};
  for (const Mistake& mistake : usual_mistakes(webhook, signer)) {
    names.insert(mistake.name);
    CHECK(signatures.insert(mistake.signature).second);
  }
  REQUIRE(names == std::set<std::string_view>{"http_for_https", "port_added", "www_added", "slash_added", "json_body"});
}

TEST_CASE("what is right is signed without credentials and fragment") {
  REQUIRE(signed_string(SignedWebhook{"https://u:p@a.example/x?q#f", {{"b", "2"}, {"a", "1"}}}) ==
          "https://a.example/x?qa1b2");
}

TEST_CASE("the wrong token signs the right string") {
  const SignedWebhook webhook{"https://a.example/x", {}};
  const std::vector<OtherToken> others{{"secondary_token", "the secondary token was used", Secret("54321")}};
  const auto mistakes = usual_mistakes(webhook, signer, others);
  REQUIRE(mistakes.back().name == "secondary_token");
  REQUIRE(mistakes.back().signature == Signer(Secret("54321")).sign(webhook.url, {}));
  REQUIRE(mistakes.back().signed_string == webhook.url);
}
