#include "recorder/cassette.hpp"

#include <chrono>

#include "tests/support/fixtures.hpp"

#include <catch2/catch.hpp>

namespace understudy::recorder {
namespace {

using namespace std::chrono_literals;
using Kind = Interaction::Kind;

const std::string golden = test::read_fixture("cassettes/two-messages.yaml");

Cassette parsed(std::string_view yaml) {
  auto cassette = parse_cassette(yaml, "test.yaml");
  INFO((cassette ? "" : cassette.error().message));
  REQUIRE(cassette);
  return std::move(*cassette);
}

std::string complaint(std::string_view yaml) {
  const auto cassette = parse_cassette(yaml, "test.yaml");
  REQUIRE_FALSE(cassette);
  REQUIRE(cassette.error().code == ErrorCode::invalid_input);
  return cassette.error().message;
}

// A cassette of one request whose lines from `request:` to `took:` are given, as they stand in the file.
std::string with_lines(const std::string& lines) {
  return "understudy: 1\nrecorded:\n  at: 2026-01-01\ninteractions:\n"
         "  - id: 1\n    at: 0s\n    kind: request\n" +
         lines + "    took: 1ms\n";
}

std::string with_response(const std::string& lines) {
  return with_lines("    request:\n      method: GET\n      path: /v1\n    response:\n      status: 200\n" + lines);
}

std::string with_response_json(const std::string& json) { return with_response("      json: " + json + "\n"); }

Cassette cassette_of(Interaction interaction) {
  Cassette cassette;
  cassette.by = "understudy 0.1.0";
  cassette.upstream = "https://api.twilio.com";
  cassette.interactions.push_back(std::move(interaction));
  return cassette;
}

Interaction a_request() {
  Interaction interaction;
  interaction.id = 1;
  interaction.request = Request("GET", "/v1/Services");
  return interaction;
}

TEST_CASE("a cassette that is read and written again has not changed by a byte") {
  REQUIRE(format_cassette(parsed(golden)) == golden);
}

TEST_CASE("a cassette gives back what went over the wire") {
  const Cassette cassette = parsed(golden);
  REQUIRE(cassette.recorded_at == TimePoint(std::chrono::sys_days(std::chrono::year(2026) / 1 / 1)) + 9h);
  REQUIRE(cassette.by == "understudy 0.1.0");
  REQUIRE(cassette.upstream == "https://api.twilio.com");
  REQUIRE(cassette.interactions.size() == 7);

  const Interaction& create = cassette.interactions[0];
  REQUIRE(create.took == 143ms);
  REQUIRE(create.request.url == "/2010-04-01/Accounts/{account}/Messages.json");
  REQUIRE(create.request.headers.get("Content-Type") == "application/x-www-form-urlencoded");
  REQUIRE(create.request.body ==
          "To=%2B15550100099&From=%2B15550100001&Body=Your+code+is+123456&StatusCallback=http%3A%2F%2F127.0.0.1%3A3000"
          "%2Fstatus&MediaUrl=https%3A%2F%2Fexample.com%2Fcat.gif&MediaUrl=https%3A%2F%2Fexample.com%2Fdog.gif");
  REQUIRE(create.outcome->headers.get("Content-Type") == "application/json");
  REQUIRE(create.outcome->body ==
          R"({"account_sid":"{account}","api_version":"2010-04-01","body":"Your code is 123456","error_code":null,)"
          R"("num_segments":"1","sid":"MM0123456789abcdef0123456789abcdef","status":"queued","subresource_uris":)"
          R"({"media":"/2010-04-01/Accounts/{account}/Messages/MM0123456789abcdef0123456789abcdef/Media.json"}})");

  const Interaction& callback = cassette.interactions[3];
  REQUIRE(callback.kind == Kind::callback);
  REQUIRE(callback.caused_by == 2);
  REQUIRE(callback.at == 2310ms);
  REQUIRE(callback.request.url == "http://127.0.0.1:3000/status");
  REQUIRE(callback.outcome.error().code == ErrorCode::timeout);

  REQUIRE(cassette.interactions[4].outcome->body == "<Response><Message>Goodbye</Message></Response>");
  REQUIRE(cassette.interactions[5].request.url ==
          "/2010-04-01/Accounts/{account}/Messages.json?PageSize=20&To=%2B15550100099");
  REQUIRE(cassette.interactions[5].outcome->body == "<html>\n<body>Busy</body>\n</html>\n");
  REQUIRE(cassette.interactions[6].outcome->body.substr(0, 8) == std::string("GIF89a\x01\x00", 8));
}

TEST_CASE("interactions are in the order in which they began, wherever they stand in the file") {
  const std::size_t second = golden.find("  - id: 2\n");
  const std::size_t third = golden.find("  - id: 3\n");
  const std::string swapped = golden.substr(0, golden.find("  - id: 1\n")) + golden.substr(second, third - second) +
                              golden.substr(golden.find("  - id: 1\n"), second - golden.find("  - id: 1\n")) +
                              golden.substr(third);
  REQUIRE(swapped != golden);
  REQUIRE(parsed(swapped) == parsed(golden));
}

TEST_CASE("a cassette that has only its head is an empty one") {
  const Cassette empty = parsed(golden.substr(0, golden.find("  - id: 1\n")));
  REQUIRE(empty.interactions.empty());
  REQUIRE(parsed(format_cassette(empty)) == empty);
}

TEST_CASE("JSON comes back to the byte when it is compact, and as text when it is not") {
  const auto [json, structured] = GENERATE(table<std::string, bool>({
      {R"({"b":1,"a":2})", true},
      {R"([1,-2,0.5,1e+20,18446744073709551615,-9223372036854775808,true,false,null,""])", true},
      {R"({"a":[],"b":{},"c":[[1,[2]],{"d":[{}]}]})", true},
      {R"({"no":"yes","0x1F":"0x1F","null":"null","~":"~","":"1e3","a: b":"- c","#":"# d"})", true},
      {R"({"text":"line\nline","tab":"\t","nul":"\u0000","quote":"\"\\","emoji":"😀","bell":"\u0007"})", true},
      {R"("just a text")", true},
      {R"(null)", true},
      {R"(0)", true},
      {R"({"spaced": 1})", false},
      {R"({"twice":1,"twice":2})", false},
      {R"({"escaped":"\u00e9"})", false},
      {R"([1.0e5])", false},
      {R"([123456789012345678901234567890])", false},
      {R"({"cut":)", false},
  }));
  CAPTURE(json);
  Interaction interaction = a_request();
  interaction.outcome = Response(200, "application/json", json);
  const std::string yaml = format_cassette(cassette_of(interaction));
  CAPTURE(yaml);
  REQUIRE((yaml.find("\n      json:") != std::string::npos) == structured);
  REQUIRE((yaml.find("\n      text:") != std::string::npos) == !structured);
  REQUIRE(parsed(yaml).interactions[0] == interaction);
}

TEST_CASE("JSON that is nested without reason, or has endless keys, is kept as text") {
  const std::string deep = std::string(5'000, '[') + std::string(5'000, ']');
  const std::string json = GENERATE_COPY(as<std::string>{}, deep, "{\"" + std::string(2'000, 'k') + "\":1}");
  Interaction interaction = a_request();
  interaction.outcome = Response(200, "application/json", json);
  REQUIRE(parsed(format_cassette(cassette_of(interaction))).interactions[0] == interaction);
}

TEST_CASE("a form keeps the order of its fields, even where a name comes back later") {
  Interaction interaction = a_request();
  interaction.request = Request("POST", "/v1");
  interaction.request.headers.add("Content-Type", "application/x-www-form-urlencoded");
  interaction.request.body = GENERATE("B=1&A=2", "A=1&A=2&B=3", "A=1&B=2&A=3", "=", "A=%FF%00", "A=%7Baccount%7D");
  const std::string yaml = format_cassette(cassette_of(interaction));
  CAPTURE(yaml);
  REQUIRE(yaml.find("      form:\n") != std::string::npos);
  REQUIRE(parsed(yaml).interactions[0] == interaction);
}

TEST_CASE("a plain scalar in JSON is what JSON takes it for, all else is text") {
  const auto [yaml, json] = GENERATE(table<std::string, std::string>({
      {"1", "1"},
      {"-0.5e-3", "-0.5e-3"},
      {"true", "true"},
      {"null", "null"},
      {"~", "null"},
      {"yes", R"("yes")"},
      {"0x1F", R"("0x1F")"},
      {"007", R"("007")"},
      {"1_000", R"("1_000")"},
      {"+1", R"("+1")"},
      {".5", R"(".5")"},
      {"\"1\"", R"("1")"},
      {"'true'", R"("true")"},
      {"[1, a, {b: c}]", R"([1,"a",{"b":"c"}])"},
  }));
  CAPTURE(yaml);
  REQUIRE(parsed(with_response_json(yaml)).interactions[0].outcome->body == json);
}

TEST_CASE("what is wrong with a cassette is said with its place and with what would be right") {
  const auto [yaml, message] = GENERATE(table<std::string, std::string>({
      {"", "test.yaml:1:1: this is no cassette: that begins with `understudy: 1`"},
      {"hello\n", "test.yaml:1:1: this is no cassette: that begins with `understudy: 1`"},
      {"- 1\n", "test.yaml:1:1: this is no cassette: that begins with `understudy: 1`"},
      {"understudy: 2\nnews: 1\n",
       "test.yaml:1:13: 'understudy' is the version of the format: this program reads 1, the file has \"2\""},
      {"understudy: 1\nrecordd:\n  at: 1\n",
       "test.yaml:2:1: unknown key 'recordd' in 'cassette'; did you mean 'recorded'?"},
      {"understudy: 1\nxyzzy: 1\n",
       "test.yaml:2:1: unknown key 'xyzzy' in 'cassette'; known are 'understudy', 'recorded', 'redaction', "
       "'interactions'"},
      {"understudy: 1\ninteractions: []\n", "test.yaml:1:1: 'cassette' lacks 'recorded'"},
      {"understudy: 1\nrecorded: { at: soon }\ninteractions: []\n",
       "test.yaml:2:17: 'at' wants a time like 2026-01-01T09:00:00Z, got \"soon\""},
      {"understudy: 1\nrecorded: { at: 2026-01-01 }\nredaction: { rules: [bodies] }\ninteractions: []\n",
       "test.yaml:3:22: a rule is credentials, got \"bodies\""},
      {"understudy: 1\nrecorded: { at: 2026-01-01 }\nredaction: { secrets: all }\ninteractions: []\n",
       "test.yaml:3:23: a cassette holds no secrets: 'secrets' is none, got \"all\""},
      {"understudy: 1\nrecorded: { at: 2026-01-01 }\ninteractions: many\n",
       "test.yaml:3:15: 'interactions' wants a list, got \"many\""},
      {"understudy: 1\nunderstudy: 1\n\n", "test.yaml:2:1: 'understudy' stands here a second time, first in line 1"},
      {"understudy: &a 1\nrecorded: *a\n\n",
       "test.yaml:1:13: an anchor (&name) has no meaning here; write the value wherever it is needed"},
      {"understudy: !!int 1\n\n",
       "test.yaml:1:13: the tag tag:yaml.org,2002:int has no meaning here; only !!binary has"},
      {"? [a]\n: 1\n\n", "test.yaml:1:3: a key is a text; for the word null, write it in quotes"},
      {"understudy: 1\n---\nunderstudy: 1\n\n", "test.yaml:2:1: a second document begins here; one file holds one"},
      {with_lines("    took: 1s\n"), "test.yaml:9:5: 'took' stands here a second time, first in line 8"},
      {with_lines("    tooks: 1s\n"), "test.yaml:8:5: unknown key 'tooks' in 'interaction'; did you mean 'took'?"},
      {with_lines("    request: []\n"),
       "test.yaml:8:14: 'request' wants a mapping of 'method', 'path', 'query', 'url', 'headers', 'form', 'json', "
       "'text', 'base64', got a list"},
      {with_lines("    request: { method: GET }\n"), "test.yaml:8:14: 'request' lacks 'path'"},
      {with_lines("    request: { method: GET, path: v1 }\n"), "test.yaml:8:35: 'path' begins with /, got \"v1\""},
      {with_lines("    request: { method: GET, path: /v1, url: http://a }\n"),
       "test.yaml:8:40: a request to the API has a 'path', which any host can answer, not a 'url'"},
      {with_lines("    request: { method: GET, path: \"/v1?a=b\", query: { c: d } }\n"),
       "test.yaml:8:35: 'path' has a query, and there is a 'query' too"},
      {with_lines("    request: { method: GET, path: /v1, form: { a: { b: c } } }\n"),
       "test.yaml:8:51: 'a' wants a text, got a mapping"},
      {with_lines("    request: { method: GET, path: /v1, form: { a: null } }\n"),
       "test.yaml:8:48: 'a' wants a text, in quotes if it is empty or the word null, got nothing"},
      {with_lines("    request: { method: GET, path: /v1, form: [[a]] }\n"),
       "test.yaml:8:47: an item of 'form' is a list of name and value, got a list"},
      {with_lines("    request: { method: GET, path: /v1, text: a, json: b }\n"),
       "test.yaml:8:40: there is one body, and 'json' is it already"},
      {with_lines("    request: { method: GET, path: /v1, base64: a }\n"),
       "test.yaml:8:48: 'base64' wants base64 without spaces, got \"a\""},
      {with_lines("    request: { method: GET, path: /v1 }\n"),
       "test.yaml:5:5: an interaction wants 'response' or 'error', neither of which is here"},
      {with_lines("    request: { method: GET, path: /v1 }\n    reply: { status: 200 }\n"),
       "test.yaml:9:5: a request has a 'response', not a 'reply'"},
      {with_lines("    request: { method: GET, path: /v1 }\n    response: { status: 99 }\n"),
       "test.yaml:9:25: 'status' wants a whole number from 100 to 999, got \"99\""},
      {with_lines("    request: { method: GET, path: /v1 }\n    response: { statsu: 200 }\n"),
       "test.yaml:9:17: unknown key 'statsu' in 'response'; did you mean 'status'?"},
      {with_lines("    request: { method: GET, path: /v1 }\n    error: { code: broken }\n"),
       "test.yaml:9:20: 'code' is one of connection_failed, unknown_host, tls_failed, connection_lost and timeout, got "
       "\"broken\""},
      {with_lines(
           "    request: { method: GET, path: /v1 }\n    response: { status: 200 }\n    error: { code: timeout }\n"),
       "test.yaml:10:5: there is a 'response' already, so there was no error"},
  }));
  CAPTURE(yaml);
  REQUIRE(complaint(yaml) == message);
}

TEST_CASE("a value of the wrong type in an interaction is said with its place") {
  const auto [right, wrong, message] = GENERATE(table<std::string, std::string, std::string>({
      {"id: 4\n", "id: four\n", "test.yaml:77:9: 'id' wants a whole number from 1 to 1000000000, got \"four\""},
      {"id: 4\n", "id: 0\n", "test.yaml:77:9: 'id' wants a whole number from 1 to 1000000000, got \"0\""},
      {"at: 2.31s\n", "at: 2.31\n", "test.yaml:78:9: 'at' wants a duration like 250ms or 30s, got \"2.31\""},
      {"took: 15s\n", "took: [15s]\n", "test.yaml:93:11: 'took' wants a duration like 250ms or 30s, got a list"},
      {"kind: inbound\n", "kind: outbound\n",
       "test.yaml:96:11: 'kind' is one of request, callback and inbound, got \"outbound\""},
      {"url: http://127.0.0.1:3000/sms\n", "url: /sms\n",
       "test.yaml:99:12: 'url' wants a whole http or https URL, got \"/sms\""},
      {"url: http://127.0.0.1:3000/sms\n", "path: /sms\n",
       "test.yaml:99:7: a webhook has a whole 'url', because that is what is signed, not a 'path'"},
      {"caused_by: 2\n", "caused_by: 8\n", "test.yaml:80:16: 'caused_by' names 8, which is not here"},
      {"caused_by: 2\n", "caused_by: 5\n", "test.yaml:80:16: 'caused_by' names 5, but what causes 4 began before it"},
      {"id: 4\n", "id: 3\n", "test.yaml:77:9: id 3 is that of the interaction in line 59 already"},
  }));
  std::string yaml = golden;
  const std::size_t at = yaml.find(right);
  REQUIRE(at != std::string::npos);
  yaml.replace(at, right.size(), wrong);
  REQUIRE(complaint(yaml) == message);
}

TEST_CASE("a cassette that was cut off says where, and how many interactions are whole") {
  const std::size_t items_at = golden.find("  - id: 1\n");
  std::size_t whole = 0;
  for (std::size_t size = items_at + 1; size < golden.size(); ++size) {
    const std::string_view cut = std::string_view(golden).substr(0, size);
    const bool blank_after_newline =
        cut.find_last_not_of(' ') != std::string_view::npos && cut[cut.find_last_not_of(' ')] == '\n';
    const std::string_view next = std::string_view(golden).substr(cut.find_last_not_of(' ') + 1);
    const bool between = blank_after_newline && next.starts_with("  - id: ");
    if (golden.substr(size, 9) == "  - id: 1") continue;
    if (between) {
      if (cut.ends_with('\n')) ++whole;
      REQUIRE(parsed(cut).interactions.size() == whole);
      continue;
    }
    CAPTURE(cut);
    const auto lines = std::count(cut.begin(), cut.end(), '\n') + 1;
    const auto column = cut.size() - cut.rfind('\n');
    REQUIRE(complaint(cut) == "test.yaml:" + std::to_string(lines) + ":" + std::to_string(column) +
                                  ": the file is cut off here; the " + std::to_string(whole) + " interaction" +
                                  (whole == 1 ? "" : "s") + " before " + (whole == 1 ? "is" : "are") + " whole");
  }
  REQUIRE(whole == 6);
}

TEST_CASE("a head that was cut off is an error, wherever the cut") {
  const std::size_t items_at = golden.find("interactions:\n");
  for (std::size_t size = 0; size < items_at; ++size) {
    REQUIRE_FALSE(parse_cassette(std::string_view(golden).substr(0, size), "test.yaml"));
  }
}

TEST_CASE("a file made to exhaust its reader is refused at once") {
  std::string bomb = "understudy: 1\na: &a [x, x, x, x, x, x, x, x, x]\n";
  for (char c = 'b'; c < 'n'; ++c) {
    bomb += std::string{c} + ": &" + c + " [";
    for (int i = 0; i < 9; ++i) bomb += std::string("*") + static_cast<char>(c - 1) + ", ";
    bomb += "x]\n";
  }
  const std::string yaml = GENERATE_COPY(as<std::string>{}, bomb, std::string(100'000, '['), std::string(100'000, '{'),
                                         "a: " + std::string(50'000, '-') + "\n", std::string(20'000, ' ') + "a",
                                         std::string("\0\0\0\0", 4), std::string("\xFF\xFE\x00", 3));
  REQUIRE_FALSE(parse_cassette(yaml, "test.yaml"));
}

TEST_CASE("a cassette that is not there is an error of its own") {
  const auto cassette = load_cassette("/nowhere/tape.yaml");
  REQUIRE_FALSE(cassette);
  REQUIRE(cassette.error().code == ErrorCode::configuration);
  REQUIRE(cassette.error().message == "cannot read the cassette /nowhere/tape.yaml: No such file or directory");
  REQUIRE(load_cassette("/").error().message == "cannot read the cassette /: it is a directory");
}

}  // namespace
}  // namespace understudy::recorder
