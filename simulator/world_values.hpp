#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/json_writer.hpp"
#include "core/text/yaml_reading.hpp"
#include "simulator/world_file.hpp"

// What the values of a world file can be. Each kind says what it wants in words, reads itself, writes the JSON Schema
// of what it takes as members of an open object, and writes a value as JSON, so that a default can be shown.
namespace understudy::simulator {

struct Switch {
  static std::string wanted() { return std::string(switch_wanted); }
  static Read<bool> read(const YamlValue& value) { return read_switch(value); }
  static void schema(JsonWriter& json) { json.member("type", "boolean"); }
  static void show(JsonWriter& json, bool value) { json.boolean(value); }
};

template <int low, int high>
struct WholeNumber {
  static std::string wanted() { return number_wanted(low, high); }
  static Read<int> read(const YamlValue& value) { return read_number(value, low, high); }
  static void schema(JsonWriter& json) {
    json.member("type", "integer").member("minimum", low).member("maximum", high);
  }
  static void show(JsonWriter& json, int value) { json.integer(value); }
};
using Count = WholeNumber<0, 1'000'000'000>;

struct BigNumber {
  static std::string wanted();
  static Read<std::uint64_t> read(const YamlValue& value) { return read_number(value); }
  static void schema(JsonWriter& json);
  static void show(JsonWriter& json, std::uint64_t value) { json.raw(std::to_string(value)); }
};

struct Text {
  static std::string wanted() { return "a text"; }
  static Read<std::string> read(const YamlValue& value) { return read_text(value); }
  static void schema(JsonWriter& json) { json.member("type", "string"); }
  static void show(JsonWriter& json, const std::string& value) { json.string(value); }
};

struct Token {
  static std::string wanted() { return "a text that is not empty"; }
  static Read<Secret> read(const YamlValue& value);
  static void schema(JsonWriter& json) { json.member("type", "string").member("minLength", 1); }
  static void show(JsonWriter& json, const Secret& value) { json.string(value.reveal()); }
};

struct Length {
  static std::string wanted() { return std::string(duration_wanted); }
  static Read<Duration> read(const YamlValue& value) { return read_duration(value); }
  static void schema(JsonWriter& json);
  static void show(JsonWriter& json, Duration value) { json.string(format_duration(value)); }
};

// What a header can say that counts whole seconds. https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
struct WholeSeconds {
  static std::string wanted() { return "a duration of whole seconds like 30s"; }
  static Read<Duration> read(const YamlValue& value);
  static void schema(JsonWriter& json) { json.member("type", "string").member("pattern", "^[0-9]+(s|m|h|d)$"); }
  static void show(JsonWriter& json, Duration value) { Length::show(json, value); }
};

// One duration, or the shortest and the longest.
struct Span {
  static std::string wanted() { return "a duration like 250ms, or the shortest and the longest like 200ms..800ms"; }
  static Read<Range> read(const YamlValue& value);
  static void schema(JsonWriter& json);
  static void show(JsonWriter& json, Range value);
};

// A probability.
struct Share {
  static std::string wanted() { return "a part of all like 3/100"; }
  static Read<Ratio> read(const YamlValue& value);
  static void schema(JsonWriter& json);
  static void show(JsonWriter& json, Ratio value);
};

struct Time {
  static std::string wanted() { return std::string(time_wanted); }
  static Read<TimePoint> read(const YamlValue& value) { return read_time(value); }
  static void schema(JsonWriter& json);
  static void show(JsonWriter& json, TimePoint value) { json.string(format_timestamp(value)); }
};

// A time of the world, or so long after something.
struct TimeOrLength {
  static std::string wanted() { return "a duration like 30s, or a time like 2026-01-01T09:00:00Z"; }
  static Read<Moment> read(const YamlValue& value);
  static void schema(JsonWriter& json);
};

// A probability as a decimal number, kept to the millionth.
struct Decimal {
  static std::string wanted() { return "a number from 0 to 1 like 0.2"; }
  static Read<int> read(const YamlValue& value);  // per million
  static void schema(JsonWriter& json);
};

void write_words(JsonWriter& json, std::span<const std::string_view> words);

// A word of an enumeration, of which `last` is the last.
template <auto last>
struct Word {
  static std::string wanted() { return word_wanted(words_up_to(last)); }
  static Read<decltype(last)> read(const YamlValue& value) { return read_word(value, last); }
  static void schema(JsonWriter& json) { write_words(json, words_up_to(last)); }
  static void show(JsonWriter& json, decltype(last) value) { json.string(to_string(value)); }
};

// One of an enumeration's words but the first, which is what there is without it.
template <auto last>
struct OtherWord {
  static std::vector<std::string_view> words() {
    auto all = words_up_to(last);
    all.erase(all.begin());
    return all;
  }
  static std::string wanted() { return word_wanted(words()); }
  static Read<decltype(last)> read(const YamlValue& value) {
    return read_word(value, words()).map([](std::size_t which) { return static_cast<decltype(last)>(which + 1); });
  }
  static void schema(JsonWriter& json) { write_words(json, words()); }
};

// Any code of Twilio's.
struct TwilioCode : WholeNumber<1, 99'999> {
  static void show(JsonWriter&, int) = delete;  // by default there is none
};

// One that an API request can be refused with.
struct RefusalCode {
  static std::string wanted() { return "an error code that requests are refused with, like 21408"; }
  static Read<int> read(const YamlValue& value);
  static void schema(JsonWriter& json) {
    json.member("type", "integer").member("minimum", 10'000).member("maximum", 99'999);
  }
};

struct Method {
  static std::string wanted();
  static Read<std::string> read(const YamlValue& value);
  static void schema(JsonWriter& json);
  static void show(JsonWriter& json, const std::string& value) { json.string(value); }
};

// A text of one shape: what it wants in words, and as a regular expression of the kind that JSON Schema has.
struct Shape {
  std::string_view wanted;
  std::string_view pattern;
  bool (*fits)(std::string_view text);
};
extern const Shape account_sid, api_key_sid, service_sid, content_sid, application_sid, e164, e164_prefix, keyword,
    origin;

template <const Shape& shape>
struct Shaped {
  static std::string wanted() { return std::string(shape.wanted); }
  static Read<std::string> read(const YamlValue& value) {
    if (value.is_scalar() && shape.fits(value.text)) return value.text;
    return tl::unexpected(wanted());
  }
  static void schema(JsonWriter& json) { json.member("type", "string").member("pattern", shape.pattern); }
  static void show(JsonWriter& json, const std::string& value) { json.string(value); }
};

struct WorldReading {
  Problems& problems;
  std::string_view app_origin;  // empty: no app
  WorldSetup& setup;            // as far as it is read
};

struct WebhookUrl {
  static std::string wanted();
  static bool read(WorldReading& in, const Field& field, std::string& into);
  static void schema(JsonWriter& json);
  static void show(JsonWriter& json, const std::string& value) { json.string(value); }
};

// A number of the world, itself or by the name that it has there.
struct OwnNumber {
  static std::string wanted() { return "a number of this world like +15550100001, or its name like $support"; }
  static bool read(WorldReading& in, const Field& field, std::string& into);
  static void schema(JsonWriter& json);
  static void show(JsonWriter& json, const std::string& value) { json.string(value); }
};

// Likewise an application.
struct OwnApplication {
  static std::string wanted() { return "an application of this world, its SID or its name like $shop"; }
  static bool read(WorldReading& in, const Field& field, std::string& into);
  static void schema(JsonWriter& json);
  static void show(JsonWriter&, const std::string&) = delete;  // by default there is none
};

}  // namespace understudy::simulator
