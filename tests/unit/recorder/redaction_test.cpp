#include "recorder/redaction.hpp"

#include "core/http/form.hpp"
#include "tests/support/twilio_requests.hpp"

#include <catch2/catch.hpp>

namespace understudy::recorder {
namespace {

using Kind = Interaction::Kind;

const std::string account{test::account_sid};
const std::string token{test::auth_token};

Request form_request(const std::string& body) {
  Request request("POST", "https://api.twilio.com/v1/Services");
  request.headers.add("Content-Type", "application/x-www-form-urlencoded");
  request.body = body;
  return request;
}

Response json_response(const std::string& body) { return Response(200, "application/json", body); }

Redaction told_of(const std::string& secret) {
  Redaction redaction;
  redaction.add(Secret(secret));
  return redaction;
}

TEST_CASE("of a request to the API its host and its credentials are not kept") {
  Request request = test::create_request({{"To", "+15550100099"}, {"Body", "hi"}});
  request.url += "?Page=1";
  request.headers.add("Cookie", "a=b");
  request.headers.add("user-agent", "twilio-node");
  request.headers.add("Connection", "keep-alive");
  request.headers.add("X-Forwarded-For", "203.0.113.9");
  request.headers.add("X-Twilio-Client", "node");
  Redaction redaction;
  redaction.learn(request);
  const Request kept = redaction.keep(request, Kind::request, account);
  REQUIRE(kept.method == "POST");
  REQUIRE(kept.url == "/2010-04-01/Accounts/{account}/Messages.json?Page=1");
  REQUIRE(kept.headers == Headers{{"Content-Type", "application/x-www-form-urlencoded"}, {"X-Twilio-Client", "node"}});
  REQUIRE(kept.body == "To=%2B15550100099&Body=hi");
}

TEST_CASE("no header is kept that belongs to one connection, or that clients and servers add of their own") {
  const std::string name =
      GENERATE(as<std::string>{}, "Host", "connection", "Keep-Alive", "Content-Length", "Date", "Transfer-Encoding",
               "User-Agent", "Accept-Encoding", "Accept", "Accept-Charset", "authorization", "Proxy-Authorization",
               "Cookie", "Set-Cookie", "X-Twilio-Signature", "Server", "TE", "Trailer", "Upgrade", "Proxy-Connection");
  CAPTURE(name);
  Request request = form_request("Body=hi");
  request.headers.add(name, "value");
  Response response = json_response("{}");
  response.headers.add(name, "value");
  REQUIRE(Redaction().keep(request, Kind::request, "").headers == form_request("").headers);
  REQUIRE(Redaction().keep(response, "").headers == json_response("").headers);
}

TEST_CASE("a webhook keeps its whole URL and its idempotency token, and loses its signature") {
  Request request("POST", "http://127.0.0.1:3000/status/" + account + "?x=a%20b");
  request.headers = {{"X-Twilio-Signature", "abc="},
                     {"I-Twilio-Idempotency-Token", "3f1c7a52"},
                     {"Content-Type", "application/x-www-form-urlencoded"}};
  request.body = "AccountSid=" + account;
  const Request kept = Redaction().keep(request, Kind::callback, account);
  REQUIRE(kept.url == "http://127.0.0.1:3000/status/{account}?x=a%20b");
  REQUIRE(kept.headers ==
          Headers{{"Content-Type", "application/x-www-form-urlencoded"}, {"I-Twilio-Idempotency-Token", "3f1c7a52"}});
  REQUIRE(kept.body == encode_form({{"AccountSid", "{account}"}}));
  REQUIRE(restore(kept, account).body == request.body);
  REQUIRE(restore(kept, account).url == request.url);
}

TEST_CASE("a form is struck field by field, however its client wrote it") {
  const auto [body, kept] = GENERATE(table<std::string, std::string>({
      {"Token=" + token, "Token={secret}"},
      {"Token=%35%65%65%64" + token.substr(4), "Token={secret}"},
      {token + "=1", "{secret}=1"},
      {"a=" + token.substr(0, 16) + "&b=" + token.substr(16), "a=" + token.substr(0, 16) + "&b=" + token.substr(16)},
      {"Text={account}", "Text={brace}account}"},
      {"a=b c&&d", "a=b+c&d="},
  }));
  CAPTURE(body);
  const Request request = told_of(token).keep(form_request(body), Kind::request, account);
  REQUIRE(request.body == encode_form(decode_form(kept)));
}

TEST_CASE("a secret that goes over the end of a field is struck with what is between") {
  const Request kept = told_of("cd&b=ef").keep(form_request("a=abcd&b=efgh"), Kind::request, "");
  REQUIRE(decode_form(kept.body) == Form{{"a", "ab{secret}gh"}});
}

TEST_CASE("JSON is struck in strings and keys, behind escapes too, and nothing else of it changes") {
  const auto [body, kept] = GENERATE(table<std::string, std::string>({
      {R"({"token": ")" + token + R"(", "n": 1.50})", R"({"token": "{secret}", "n": 1.50})"},
      {R"(["\u0035eed)" + token.substr(4) + R"(","\u00e9"])", R"(["{secret}","\u00e9"])"},
      {R"({"\u0035eed)" + token.substr(4) + R"(":"\"")", R"({"{secret}":"\"")"},
      {R"({"account_sid":")" + account + R"(","text":"{account}\n"})",
       R"({"account_sid":"{account}","text":"{brace}account}\n"})"},
      {R"(["cut\)", R"(["cut\)"},
  }));
  CAPTURE(body);
  const Response response = told_of(token).keep(json_response(body), account);
  REQUIRE(response.body == kept);
}

TEST_CASE("a URL is struck piece by piece") {
  const auto [url, kept] = GENERATE(table<std::string, std::string>({
      {"/a/" + token + "/b?c=" + token, "/a/{secret}/b?c={secret}"},
      {"/a/%35%65%65%64" + token.substr(4) + "/b", "/a/{secret}/b"},
  }));
  const std::string origin = "http://127.0.0.1:3000";
  REQUIRE(told_of(token).keep(Request("GET", origin + url), Kind::callback, "").url == origin + kept);
}

TEST_CASE("a secret that has the separators of a URL in it is struck whole") {
  const Request kept = told_of("a/b?c=d").keep(Request("GET", "http://127.0.0.1/x/a/b?c=d"), Kind::callback, "");
  REQUIRE(kept.url == "http://127.0.0.1/x/{secret}");
}

TEST_CASE("passwords are learnt from Authorization and from URLs, and struck from then on") {
  Redaction redaction;
  Request request = form_request(encode_form({{"StatusCallback", "https://user:hunter%32two@example.com/status"}}));
  request.headers.add("Authorization", test::basic("SK0123", "p4ssw0rd"));
  redaction.learn(request);
  const Request kept = redaction.keep(request, Kind::request, "");
  REQUIRE(decode_form(kept.body) == Form{{"StatusCallback", "https://user:{secret}@example.com/status"}});
  const std::string text = "p4ssw0rd hunter2two hunter%32two " + test::basic("SK0123", "p4ssw0rd").substr(6);
  REQUIRE(redaction.keep(Response(200, "text/plain", text), "").body == "{secret} {secret} {secret} {secret}");
  REQUIRE(redaction.keep(Error(ErrorCode::timeout, "p4ssw0rd"), "").message == "{secret}");
}

TEST_CASE("what the API gives away is learnt from its answer, and struck there and from then on") {
  const auto [type, body, kept_body] = GENERATE(
      std::tuple{"application/json", R"({"sid":"SK1","secret":"n3wS3cret","date":null})",
                 R"({"sid":"SK1","secret":"{secret}","date":null})"},
      std::tuple{"application/json", R"({"accounts":[{"sid":"AC1","auth_token":"n3wS3cret"}]})",
                 R"({"accounts":[{"sid":"AC1","auth_token":"{secret}"}]})"},
      std::tuple{"application/xml", "<Key><Secret>n3wS3cret</Secret></Key>", "<Key><Secret>{secret}</Secret></Key>"},
      std::tuple{"application/xml", "<Account><AuthToken>n3wS3cret</AuthToken></Account>",
                 "<Account><AuthToken>{secret}</AuthToken></Account>"});
  Redaction redaction;
  const Response answer(201, type, body);

  redaction.learn(answer);

  REQUIRE(redaction.keep(answer, "").body == kept_body);
  REQUIRE(redaction.keep(Response(200, "text/plain", "it was n3wS3cret"), "").body == "it was {secret}");
}

TEST_CASE("an error keeps what a transport can say of a connection") {
  const auto [met, kept] = GENERATE(table<ErrorCode, ErrorCode>({
      {ErrorCode::connection_failed, ErrorCode::connection_failed},
      {ErrorCode::unknown_host, ErrorCode::unknown_host},
      {ErrorCode::tls_failed, ErrorCode::tls_failed},
      {ErrorCode::timeout, ErrorCode::timeout},
      {ErrorCode::connection_lost, ErrorCode::connection_lost},
      {ErrorCode::unmatched, ErrorCode::connection_lost},
  }));
  REQUIRE(Redaction().keep(Error(met, "why"), "") == Error(kept, "why"));
}

}  // namespace
}  // namespace understudy::recorder
