#include "core/webhook/signature.hpp"

#include <string>
#include <vector>

#include "core/webhook/receiver.hpp"
#include "tests/support/fixtures.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <rapidcheck/catch.h>

using namespace understudy;
using understudy::test::read_fixture;

namespace {

using Json = nlohmann::json;

// What the official SDKs are tested with.
const Json& published() {
  static const Json fixture = Json::parse(read_fixture("twilio/signature_vectors.json"));
  return fixture;
}
std::vector<Json> vectors() { return published().at("vectors").get<std::vector<Json>>(); }
std::vector<Json> refused() { return published().at("negative").get<std::vector<Json>>(); }
Json vector_named(const std::string& id) {
  for (const Json& vector : vectors()) {
    if (vector.at("id") == id) return vector;
  }
  throw std::runtime_error("no vector " + id);
}

// A list stands for a name that comes several times.
Form form_of(const Json& parameters) {
  Form form;
  for (const auto& [name, value] : parameters.items()) {
    if (!value.is_array()) {
      form.add(name, value.get<std::string>());
      continue;
    }
    for (const auto& one : value) form.add(name, one.get<std::string>());
  }
  return form;
}

bool verifies(const Json& vector, const std::string& signature, const std::string& url) {
  const Signer signer(Secret(vector.at("auth_token").get<std::string>()));
  if (vector.contains("raw_body")) return signer.verify_json(signature, url, vector.at("raw_body").get<std::string>());
  return signer.verify(signature, url, form_of(vector.at("params")));
}

char other_than(char c) { return c == 'A' ? 'B' : 'A'; }

const std::string url = "https://example.com/hook?foo=1";
const Form form{{"To", "+1"}, {"From", "+2"}, {"Body", "hi"}};
const Signer signer(Secret("12345"));

}  // namespace

TEST_CASE("every published signature is the one we make") {
  CHECK(vectors().size() >= 36);
  for (const Json& vector : vectors()) {
    CAPTURE(vector.at("id"));
    const Signer theirs(Secret(vector.at("auth_token").get<std::string>()));
    const std::string signed_url = vector.at("signed_url");
    CHECK(theirs.sign(signed_url, form_of(vector.at("params"))) == vector.at("signature"));
  }
}

TEST_CASE("every published request is accepted, and no other") {
  for (const Json& vector : vectors()) {
    CAPTURE(vector.at("id"));
    const std::string signature = vector.at("signature");
    const std::string request_url = vector.at("request_url");
    CHECK(verifies(vector, signature, request_url));
    for (std::size_t i = 0; i < signature.size(); ++i) {
      std::string flipped = signature;
      flipped[i] = other_than(flipped[i]);
      if (flipped != signature) CHECK_FALSE(verifies(vector, flipped, request_url));
    }
    CHECK_FALSE(verifies(vector, signature.substr(0, signature.size() - 1), request_url));
    CHECK_FALSE(verifies(vector, signature + "=", request_url));
    CHECK_FALSE(verifies(vector, "", request_url));
    CHECK_FALSE(verifies(vector, signature, request_url + "x"));
  }
}

TEST_CASE("every published request passes a receiver, by POST with its form, by GET and as JSON without one") {
  int gets = 0;
  for (const Json& vector : vectors()) {
    CAPTURE(vector.at("id"));
    Request request(vector.at("params").empty() ? "GET" : "POST", vector.at("request_url"));
    request.headers.add("X-Twilio-Signature", vector.at("signature").get<std::string>());
    if (vector.contains("raw_body")) {
      request.method = "POST";
      request.headers.add("Content-Type", "application/json");
      request.body = vector.at("raw_body");
    } else {
      request.body = encode_form(form_of(vector.at("params")));
    }
    gets += request.method == "GET";
    const Signer theirs(Secret(vector.at("auth_token").get<std::string>()));
    // They are about calls, so that a genuine one is refused all the same, but for another reason.
    const auto read = read_webhook(request, theirs);
    CHECK((read || read.error().code == ErrorCode::invalid_input));
    request.headers.set("X-Twilio-Signature", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    const auto forged = read_webhook(request, theirs);
    REQUIRE_FALSE(forged);
    CHECK(forged.error().code == ErrorCode::bad_signature);
    CHECK(forged.error().http_status == 403);
  }
  CHECK(gets > 0);
}

TEST_CASE("every published forgery is refused") {
  CHECK(refused().size() >= 3);
  for (const Json& forgery : refused()) {
    CAPTURE(forgery.at("id"));
    Json vector = vector_named(forgery.at("params_of"));
    if (forgery.at("id") == "json_body_without_bodySHA256") vector["raw_body"] = R"({"a":1})";
    const std::string forged_url =
        forgery.contains("request_url") ? forgery.at("request_url") : vector.at("request_url");
    CHECK_FALSE(verifies(vector, forgery.at("signature"), forged_url));
  }
}

TEST_CASE("what is signed is the URL without its fragment, then names and values in byte order") {
  CHECK(signed_string("https://h/p?q#f", Form{{"b", "1"}, {"a", "2"}, {"B", "3"}}) == "https://h/p?qB3a2b1");
  CHECK(signed_string("https://h/p", {}) == "https://h/p");
}

TEST_CASE("a name that comes several times is signed with its different values, sorted") {
  CHECK(signed_string("u", Form{{"a", "2"}, {"a", "1"}, {"a", "2"}}) == "ua1a2");
}

TEST_CASE("names are sorted as names, not together with their values") {
  CHECK(signed_string("u", Form{{"ab", "0"}, {"a", "z"}}) == "uazab0");
}

TEST_CASE("the order in which parameters came does not matter, what they say does") {
  const std::string signature = signer.sign(url, form);
  CHECK(signer.verify(signature, url, Form{{"Body", "hi"}, {"From", "+2"}, {"To", "+1"}}));
  CHECK_FALSE(signer.verify(signature, url, Form{{"Body", "ho"}, {"From", "+2"}, {"To", "+1"}}));
  CHECK_FALSE(signer.verify(signature, url, Form{{"From", "+2"}, {"To", "+1"}}));
  CHECK_FALSE(signer.verify(signature, url, Form{{"Body", "hi "}, {"From", "+2"}, {"To", "+1"}}));
}

TEST_CASE("another token's signature is refused, an empty token's too") {
  CHECK_FALSE(signer.verify(Signer(Secret("12346")).sign(url, form), url, form));
  const Signer empty{Secret()};
  CHECK(empty.verify(empty.sign(url, form), url, form));
  CHECK_FALSE(signer.verify(empty.sign(url, form), url, form));
}

TEST_CASE("a signature over the URL with the scheme's own port, or without it, is accepted either way") {
  const std::string bare = "https://example.com/hook";
  const std::string ported = "https://example.com:443/hook";
  const std::string other = "https://example.com:444/hook";
  CHECK(signer.verify(signer.sign(ported, form), bare, form));
  CHECK(signer.verify(signer.sign(bare, form), ported, form));
  CHECK_FALSE(signer.verify(signer.sign(other, form), bare, form));
  CHECK_FALSE(signer.verify(signer.sign("http://example.com/hook", form), bare, form));
}

TEST_CASE("a JSON body is bound to the URL by its hash") {
  const std::string body = R"({"a":1})";
  const std::string hash = "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862";
  const std::string hashed = "https://example.com/hook?bodySHA256=" + hash;
  const std::string signature = signer.sign(hashed, {});
  CHECK(signer.verify_json(signature, hashed, body));
  CHECK_FALSE(signer.verify_json(signature, hashed, body + " "));
  CHECK_FALSE(signer.verify_json(signer.sign("https://example.com/hook", {}), "https://example.com/hook", body));
  CHECK_FALSE(signer.verify_json(signature, "https://example.com/hook?bodySHA256=", body));
}

TEST_CASE("a signer signs the same again and again, and after it was moved") {
  Signer first(Secret("12345"));
  const std::string once = first.sign(url, form);
  CHECK(first.sign(url, form) == once);
  const Signer second = std::move(first);
  CHECK(second.sign(url, form) == once);
}

TEST_CASE("what is signed verifies, whatever it is") {
  rc::prop("sign and verify agree", [](const std::vector<std::pair<std::string, std::string>>& fields,
                                       const std::string& token, const std::string& path) {
    Form any;
    for (const auto& [name, value] : fields) any.add(name, value);
    const Signer own{Secret(token)};
    const std::string where = "https://example.com/" + path;
    RC_ASSERT(own.verify(own.sign(where, any), where, any));
  });
}
