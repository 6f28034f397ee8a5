#include "simulator/world_values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "core/http/url.hpp"
#include "core/message/phone_number.hpp"
#include "core/message/sid.hpp"
#include "simulator/api/api_codes.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

constexpr std::uint64_t big_number_max = std::numeric_limits<std::uint64_t>::max();
constexpr std::array<std::string_view, 2> methods{"GET", "POST"};
constexpr std::string_view duration_pattern = "[0-9]+(\\.[0-9]+)?(us|ms|s|m|h|d)";
constexpr std::string_view time_pattern =
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2}))?$";
constexpr std::string_view e164_pattern = "^\\+[1-9][0-9]{7,14}$";

void write_pattern(JsonWriter& json, std::string_view pattern) {
  json.member("type", "string").member("pattern", pattern);
}

bool is_e164_prefix(std::string_view text) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return text.size() >= 2 && text.size() <= 16 && text[0] == '+' && text[1] != '0' &&
         std::ranges::all_of(text.substr(1), digit);
}

// A URL for a message, without what may be a password in it.
std::string without_user(const std::string& url) {
  const std::size_t at = url.rfind('@');
  return at == std::string::npos ? url : "…" + url.substr(at);
}

// What a name such as $support stands for; any other text stands for itself.
const std::string& meant_by(const std::string& text, const Names& names) {
  if (!text.starts_with('$')) return text;
  const auto named = names.find(std::string_view(text).substr(1));
  return named == names.end() ? text : named->second;
}

}  // namespace

const Shape account_sid{"\"AC\" and 32 hexadecimal digits", "^AC[0-9a-fA-F]{32}$",
                        [](std::string_view text) { return is_sid(text, "AC"); }};
const Shape api_key_sid{"\"SK\" and 32 hexadecimal digits", "^SK[0-9a-fA-F]{32}$",
                        [](std::string_view text) { return is_sid(text, "SK"); }};
const Shape service_sid{"\"MG\" and 32 hexadecimal digits", "^MG[0-9a-fA-F]{32}$",
                        [](std::string_view text) { return is_sid(text, "MG"); }};
const Shape content_sid{"\"HX\" and 32 hexadecimal digits", "^HX[0-9a-fA-F]{32}$",
                        [](std::string_view text) { return is_sid(text, "HX"); }};
const Shape application_sid{"\"AP\" and 32 hexadecimal digits", "^AP[0-9a-fA-F]{32}$",
                            [](std::string_view text) { return is_sid(text, "AP"); }};
const Shape e164{"a number in E.164 form like +15550100001", e164_pattern,
                 [](std::string_view text) { return PhoneNumber::parse(text).has_value(); }};

const Shape keyword{"one word such as STOP that begins with no digit", "^[^0-9 \\t\\r\\n][^ \\t\\r\\n]*$",
                    [](std::string_view text) {
                      return text.find_first_of(" \t\r\n") == std::string_view::npos &&
                             text.find_first_of("0123456789") != 0 && !text.empty();
                    }};
const Shape e164_prefix{"the beginning of a number in E.164 form like +1900", "^\\+[1-9][0-9]{0,14}$", is_e164_prefix};

const Shape origin{"the beginning of a URL like http://localhost:8080", "^https?://[^/?#@ ]+$",
                   [](std::string_view text) {
                     const auto url = Url::parse(text);
                     return url && url->origin() == text;
                   }};

std::string BigNumber::wanted() { return number_wanted(0, big_number_max); }
void BigNumber::schema(JsonWriter& json) {
  json.member("type", "integer").member("minimum", 0).key("maximum").raw(std::to_string(big_number_max));
}

Read<Secret> Token::read(const YamlValue& value) {
  if (value.is_scalar() && !value.text.empty()) return Secret(value.text);
  return tl::unexpected(wanted());
}

void Length::schema(JsonWriter& json) { write_pattern(json, fmt::format("^{}$", duration_pattern)); }

Read<Duration> WholeSeconds::read(const YamlValue& value) {
  auto duration = read_duration(value);
  if (duration && *duration % std::chrono::seconds(1) != Duration{0}) return tl::unexpected(wanted());
  return duration;
}

Read<Range> Span::read(const YamlValue& value) {
  const std::size_t dots = value.text.find("..");
  const bool two = dots != std::string::npos;
  const auto from = parse_duration(std::string_view(value.text).substr(0, dots));
  const auto to = two ? parse_duration(std::string_view(value.text).substr(dots + 2)) : from;
  const bool fits = value.is_scalar() && from && to && *from <= *to && *to <= duration_max;
  if (!fits) return tl::unexpected(wanted());
  return Range{*from, *to};
}
void Span::schema(JsonWriter& json) { write_pattern(json, fmt::format("^{0}(\\.\\.{0})?$", duration_pattern)); }
void Span::show(JsonWriter& json, Range value) {
  json.string(fmt::format("{}..{}", format_duration(value.from), format_duration(value.to)));
}

Read<Ratio> Share::read(const YamlValue& value) {
  const std::size_t slash = value.text.find('/');
  const auto part = [&](std::string text) {
    YamlValue number;
    number.kind = value.kind;
    number.text = std::move(text);
    return read_number(number, 0, 1'000'000'000);
  };
  if (slash == std::string::npos) return tl::unexpected(wanted());
  const auto numerator = part(value.text.substr(0, slash));
  const auto denominator = part(value.text.substr(slash + 1));
  const bool fits = numerator && denominator && *denominator > 0 && *numerator <= *denominator;
  if (!fits) return tl::unexpected(wanted());
  return Ratio{static_cast<std::uint64_t>(*numerator), static_cast<std::uint64_t>(*denominator)};
}
void Share::schema(JsonWriter& json) { write_pattern(json, "^[0-9]+/[0-9]*[1-9][0-9]*$"); }
void Share::show(JsonWriter& json, Ratio value) {
  json.string(fmt::format("{}/{}", value.numerator, value.denominator));
}

Read<int> RefusalCode::read(const YamlValue& value) {
  auto code = read_number(value, 0, 99'999);
  if (!code || !api_refusal(*code, "", "")) return tl::unexpected(wanted());
  return code;
}

void Time::schema(JsonWriter& json) { write_pattern(json, time_pattern); }

Read<Moment> TimeOrLength::read(const YamlValue& value) {
  if (const auto after = read_duration(value)) return *after;
  if (const auto at = read_time(value)) return *at;
  return tl::unexpected(wanted());
}
void TimeOrLength::schema(JsonWriter& json) {
  write_pattern(json, fmt::format("^{}$|{}", duration_pattern, time_pattern));
}

Read<int> Decimal::read(const YamlValue& value) {
  constexpr int all = 1'000'000;
  double number = -1;
  const char* end = value.text.data() + value.text.size();
  const auto [stopped, error] = std::from_chars(value.text.data(), end, number);
  const bool fits = value.is_scalar() && error == std::errc{} && stopped == end && number >= 0 && number <= 1;
  if (!fits) return tl::unexpected(wanted());
  return static_cast<int>(number * all + 0.5);
}
void Decimal::schema(JsonWriter& json) { json.member("type", "number").member("minimum", 0).member("maximum", 1); }

void write_words(JsonWriter& json, std::span<const std::string_view> words) {
  json.member("type", "string").key("enum").begin_array();
  for (std::string_view word : words) json.string(word);
  json.end_array();
}

std::string Method::wanted() { return word_wanted(methods); }
Read<std::string> Method::read(const YamlValue& value) {
  return read_word(value, methods).map([](std::size_t which) { return std::string(methods[which]); });
}
void Method::schema(JsonWriter& json) { write_words(json, methods); }

bool take_url(Problems& problems, const Field& field, std::string text, std::string_view app_origin,
              std::string& into) {
  if (!app_origin.empty() && text.starts_with("app:/")) text = std::string(app_origin) + text.substr(4);
  if (!Url::parse(text)) {
    const std::string_view app = app_origin.empty() ? "" : ", or app:/sms for the runner's own app";
    problems.add(field.value.place,
                 fmt::format("'{}' wants {}{}, got \"{}\"", field.name, WebhookUrl::wanted(), app, without_user(text)));
    return false;
  }
  into = std::move(text);
  return true;
}

std::string WebhookUrl::wanted() { return "a URL like https://example.com/sms"; }
bool WebhookUrl::read(WorldReading& in, const Field& field, std::string& into) {
  if (!field.value.is_scalar()) return in.problems.refuse(field, wanted());
  return take_url(in.problems, field, field.value.text, in.app_origin, into);
}
void WebhookUrl::schema(JsonWriter& json) { write_pattern(json, "^https?://[^/]"); }

bool OwnNumber::read(WorldReading& in, const Field& field, std::string& into) {
  const std::string& number = meant_by(field.value.text, in.setup.names);
  const auto& numbers = in.setup.config.numbers;
  const bool ours = std::ranges::find(numbers, number, &Number::number) != numbers.end();
  if (!ours) return in.problems.refuse(field, wanted());
  into = number;
  return true;
}
bool OwnApplication::read(WorldReading& in, const Field& field, std::string& into) {
  const std::string& sid = meant_by(field.value.text, in.setup.names);
  const auto& applications = in.setup.config.applications;
  const bool ours = std::ranges::find(applications, sid, &Application::sid) != applications.end();
  if (!ours) return in.problems.refuse(field, wanted());
  into = sid;
  return true;
}
void OwnApplication::schema(JsonWriter& json) {
  write_pattern(json, "^(AP[0-9a-fA-F]{32}|\\$[A-Za-z_][A-Za-z0-9_]*)$");
}

void OwnNumber::schema(JsonWriter& json) { write_pattern(json, "^(\\+[1-9][0-9]{7,14}|\\$[A-Za-z_][A-Za-z0-9_]*)$"); }

}  // namespace understudy::simulator
