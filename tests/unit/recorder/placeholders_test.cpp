#include "recorder/placeholders.hpp"

#include "core/http/form.hpp"
#include "core/text/base64.hpp"
#include "tests/support/twilio_requests.hpp"

#include <catch2/catch.hpp>

namespace understudy::recorder {
namespace {

const std::string account = "AC0123456789abcdef0123456789abcdef";
const std::string other = "ACffffffffffffffffffffffffffffffff";

TEST_CASE("the account of a request is that of its path, else its user name, else its form") {
  const auto [path, user, form, expected] = GENERATE(table<std::string, std::string, std::string, std::string>({
      {"/2010-04-01/Accounts/" + account + "/Messages.json", other, "AccountSid=" + other, account},
      {"/2010-04-01/Accounts/" + account + ".json", other, "", account},
      {"/2010-04-01/Accounts/" + account, "", "", account},
      {"/2010-04-01/Accounts/" + account + "0/Messages.json", other, "", other},
      {"/v1/Services", other, "AccountSid=" + account, other},
      {"/v1/Services", "SK0123456789abcdef0123456789abcdef", "", ""},
      {"/status", "", "AccountSid=" + account, account},
      {"/status?AccountSid=" + account, "", "", account},
      {"/status", "", "AccountSid=me", ""},
      {"/status", "", "", ""},
  }));
  CAPTURE(path, user, form);
  Request request("POST", "http://127.0.0.1" + path);
  if (!user.empty()) request.headers.add("Authorization", test::basic(user, "password"));
  request.body = form;
  REQUIRE(account_of(request) == expected);
}

TEST_CASE("an account is written {account}, and what was written so before says so") {
  const auto [text, kept] = GENERATE(table<std::string, std::string>({
      {account, "{account}"},
      {"/Accounts/" + account + "/" + account + ".json", "/Accounts/{account}/{account}.json"},
      {other, other},
      {"{account}", "{brace}account}"},
      {"{" + account + "}", "{{account}}"},
      {"{secret} {brace} {braces} {", "{brace}secret} {brace}brace} {braces} {"},
  }));
  CAPTURE(text);
  REQUIRE(with_placeholders(text, account, {}) == kept);
  REQUIRE(without_placeholders(kept, account) == text);
}

TEST_CASE("another account takes the place of the one that was recorded") {
  REQUIRE(without_placeholders("/Accounts/{account}/Messages", other) == "/Accounts/" + other + "/Messages");
}

TEST_CASE("a secret is struck in each of its spellings") {
  const std::string secret = "p/ss+wörd=&";
  Secrets secrets;
  secrets.add(secret);
  const std::string spelling = GENERATE_COPY(as<std::string>{}, secret, percent_encode(secret),
                                             "p%2fss%2bw%c3%b6rd%3d%26", encode_form({{"Token", secret}}));
  CAPTURE(spelling);
  const std::string kept = with_placeholders("<" + spelling + ">", "", secrets);
  REQUIRE(kept == (spelling.starts_with("Token") ? "<Token={secret}>" : "<{secret}>"));
}

TEST_CASE("a secret is struck inside base64, whatever stands before and after it") {
  const std::string secret = "5eed5eed5eed5eed5eed5eed5eed5eed";
  Secrets secrets;
  secrets.add(secret);
  const std::string before = GENERATE("", "a", "ab", "abc", "ACc0ffee00c0ffee00c0ffee00c0ffee00:");
  const std::string after = GENERATE("", "x", "xy", "xyz");
  CAPTURE(before, after);
  const std::string kept = with_placeholders(base64_encode(before + secret + after), "", secrets);
  REQUIRE(kept.find("{secret}") != std::string::npos);
  // What is left at both ends decides too few bits to be a letter of the secret.
  REQUIRE(kept.size() <= 8 + base64_encode(before).size() + base64_encode(after).size() + 8);
  REQUIRE(kept.find(base64_encode(secret).substr(4, 8)) == std::string::npos);
}

TEST_CASE("a secret is struck inside the base64 of URLs, too") {
  Secrets secrets;
  secrets.add("?>?>?>?>?>?>");
  REQUIRE(with_placeholders("Pz4_Pj8-Pz4_Pj8-", "", secrets) == "{secret}");
}

TEST_CASE("a secret that is called what a placeholder is does no harm to it") {
  Secrets secrets;
  secrets.add("secret");
  const std::string kept = with_placeholders("my secret", "", secrets);
  REQUIRE(kept == "my {secret}");
  REQUIRE(with_secrets_struck(kept, secrets) == kept);
  REQUIRE_FALSE(secrets.found_in(kept));
  REQUIRE(secrets.found_in("my secret"));
}

TEST_CASE("what is too short to be told from other text is no secret") {
  Secrets secrets;
  secrets.add("abc");
  secrets.add("");
  REQUIRE(secrets.empty());
  REQUIRE(with_placeholders("abc", "", secrets) == "abc");
}

}  // namespace
}  // namespace understudy::recorder
