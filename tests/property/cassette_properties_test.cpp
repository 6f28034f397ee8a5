#include <string>
#include <vector>

#include "core/http/form.hpp"
#include "recorder/cassette.hpp"
#include "recorder/placeholders.hpp"
#include "recorder/yaml_writer.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

namespace understudy::recorder {
namespace {

using Kind = Interaction::Kind;

// Texts that YAML, JSON or a form could take for something else, and pieces to build worse ones from.
const std::vector<std::string> nasty{
    "",
    "null",
    "~",
    "yes",
    "No",
    "on",
    "y",
    "true",
    "False",
    "0x1F",
    "1e3",
    "007",
    "+1",
    "-",
    "- a",
    "? a",
    "a: b",
    "a:",
    ": a",
    "#",
    "a #b",
    "a#b",
    "&a",
    "*a",
    "!a",
    "!!int 1",
    "|",
    ">",
    "%41",
    "@a",
    "`a",
    "[a]",
    "{a}",
    "a, b",
    "---",
    "...",
    "\"",
    "'",
    "\\",
    "\\n",
    "\n",
    "a\nb",
    "a\n",
    "a\n\nb",
    " a\nb",
    "a \nb",
    "\ta",
    "a\tb",
    "\r\n",
    " a",
    "a ",
    "  ",
    "<<",
    "=",
    "{account}",
    "{brace}",
    "{secret}",
    "{",
    "2026-01-01",
    ".inf",
    ".nan",
    "12:30:45",
    "1_000",
    "\x01",
    "\x7F",
    "\xC2\x85",
    "\xE2\x80\xA8",
    "\xEF\xBB\xBF",
    "\xE2\x80\xAE",
    "grün",
    "😀",
    "\xEF\xBF\xBD",
    "\xFF",
    "\xC3",
    "\xED\xA0\x80",
    std::string(1, '\0'),
    "a&b=c",
    "+15550100099",
    "http://a/b?c=d#e",
};

rc::Gen<std::string> any_text() {
  const auto piece = rc::gen::elementOf(nasty);
  const auto joined =
      rc::gen::map(rc::gen::container<std::vector<std::string>>(piece), [](std::vector<std::string> all) {
        std::string text;
        for (std::size_t i = 0; i < all.size() && i < 6; ++i) text += all[i];
        return text;
      });
  return rc::gen::oneOf(piece, joined, rc::gen::arbitrary<std::string>(), rc::gen::string<std::string>());
}

std::string in_json(const std::string& text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

rc::Gen<std::string> any_json() {
  const auto value = rc::gen::oneOf(rc::gen::element<std::string>("1", "-2", "0.5", "1e3", "null", "true", "{}", "[]"),
                                    rc::gen::map(any_text(), in_json));
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(value), [](const std::vector<std::string>& values) {
    std::string list = "[";
    std::string object = "{";
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) list += ',', object += ',';
      list += values[i];
      object += in_json("k" + std::to_string(i)) + ":" + values[i];
    }
    return object + ",\"l\":" + list + "]}";
  });
}

Form any_form() {
  Form form;
  const int fields = *rc::gen::inRange(0, 6);
  for (int i = 0; i < fields; ++i) {
    const auto name = *rc::gen::oneOf(any_text(), rc::gen::element<std::string>("A", "B", "Content-Type"));
    form.add(name, *any_text());
  }
  return form;
}

void any_content(Headers& headers, std::string& body) {
  const auto type = *rc::gen::element<std::string>("", "application/x-www-form-urlencoded", "application/json",
                                                   "application/json;charset=utf-8", "text/xml");
  if (!type.empty()) headers.add("Content-Type", type);
  for (const auto& [name, value] : any_form()) headers.add(name, value);
  switch (*rc::gen::inRange(0, 3)) {
    case 0: body = encode_form(any_form()); break;
    case 1: body = *any_json(); break;
    default: body = *any_text();
  }
}

Interaction any_interaction(int id) {
  Interaction interaction;
  interaction.id = id;
  interaction.at = Duration(*rc::gen::inRange<std::int64_t>(0, 100'000'000'000));
  interaction.kind = *rc::gen::element(Kind::request, Kind::callback, Kind::inbound);
  interaction.caused_by = *rc::gen::inRange(0, id);
  interaction.took = Duration(*rc::gen::inRange<std::int64_t>(0, 100'000'000));
  interaction.request.method = *any_text();
  if (interaction.kind == Kind::request) {
    interaction.request.url = "/" + *any_text() + "?" + encode_form(any_form());
  } else {
    interaction.request.url = "http://127.0.0.1:3000/?" + encode_form(any_form());
  }
  any_content(interaction.request.headers, interaction.request.body);
  if (*rc::gen::arbitrary<bool>()) {
    Response response(*rc::gen::inRange(100, 600));
    any_content(response.headers, response.body);
    interaction.outcome = response;
  } else {
    const auto code = *rc::gen::element(ErrorCode::connection_failed, ErrorCode::unknown_host, ErrorCode::tls_failed,
                                        ErrorCode::connection_lost, ErrorCode::timeout);
    interaction.outcome = failure(code, *any_text());
  }
  return interaction;
}

TEST_CASE("reading a cassette undoes writing it, whatever is on it") {
  rc::prop("parse undoes format", [] {
    Cassette cassette;
    cassette.recorded_at = TimePoint(Duration(*rc::gen::inRange<std::int64_t>(0, 4'000'000'000'000'000)));
    cassette.by = *any_text();
    cassette.upstream = *any_text();
    const int count = *rc::gen::inRange(0, 4);
    for (int id = 1; id <= count; ++id) cassette.interactions.push_back(any_interaction(id));
    const std::string yaml = format_cassette(cassette);
    RC_ASSERT(is_utf8(yaml));
    const auto read = parse_cassette(yaml, "random.yaml");
    if (!read) RC_FAIL(read.error().message + "\n" + yaml);
    if (!(*read == cassette)) RC_FAIL(yaml);
    RC_ASSERT(format_cassette(*read) == yaml);
  });
}

TEST_CASE("reading a damaged cassette ends in an error or a cassette, never otherwise") {
  rc::prop("no damage is fatal", [] {
    Cassette cassette;
    cassette.interactions.push_back(any_interaction(1));
    std::string yaml = format_cassette(cassette);
    const int wounds = *rc::gen::inRange(1, 4);
    for (int i = 0; i < wounds; ++i) {
      const auto at = *rc::gen::inRange<std::size_t>(0, yaml.size());
      yaml.replace(at, *rc::gen::inRange<std::size_t>(0, 4), *any_text());
    }
    const auto read = parse_cassette(yaml, "damaged.yaml");
    if (!read) RC_ASSERT(read.error().message.find("damaged.yaml:") == 0u);
  });
}

TEST_CASE("putting an account back undoes taking it out, whatever the text says") {
  rc::prop("without undoes with", [] {
    const std::string account = "AC0123456789abcdef0123456789abcdef";
    std::string text;
    for (const auto& piece : *rc::gen::container<std::vector<std::string>>(any_text())) {
      text += piece + *rc::gen::element<std::string>("", account, "{account}", "{", "{brace}account}", "AC0123");
    }
    const std::string kept = with_placeholders(text, account, {});
    RC_ASSERT(kept.find(account) == std::string::npos);
    RC_ASSERT(without_placeholders(kept, account) == text);
  });
}

}  // namespace
}  // namespace understudy::recorder
