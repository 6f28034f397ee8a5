#include "recorder/values.hpp"

#include <algorithm>
#include <charconv>

#include "core/api/json_writer.hpp"
#include "core/text/base64.hpp"
#include "core/text/nearest.hpp"

#include <fmt/format.h>

namespace understudy::recorder {
namespace {

// A number as JSON has it (RFC 8259 §6).
bool is_json_number(std::string_view text) {
  const auto take_digits = [&] {
    const std::size_t length = std::min(text.find_first_not_of("0123456789"), text.size());
    text.remove_prefix(length);
    return length;
  };
  if (text.starts_with('-')) text.remove_prefix(1);
  const bool zero = text.starts_with('0');
  const std::size_t whole = take_digits();
  if (whole == 0 || (zero && whole > 1)) return false;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    if (take_digits() == 0) return false;
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
    if (take_digits() == 0) return false;
  }
  return text.empty();
}

void append_json(JsonWriter& json, const YamlValue& value) {
  switch (value.kind) {
    case YamlValue::Kind::null: json.null(); break;
    case YamlValue::Kind::plain: {
      const bool token = value.text == "true" || value.text == "false" || is_json_number(value.text);
      token ? json.raw(value.text) : json.string(value.text);
      break;
    }
    case YamlValue::Kind::quoted:
    case YamlValue::Kind::binary: json.string(value.text); break;
    case YamlValue::Kind::list:
      json.begin_array();
      for (const auto& item : value.items) append_json(json, item);
      json.end_array();
      break;
    case YamlValue::Kind::mapping:
      json.begin_object();
      for (const auto& member : value.members) {
        json.key(member.key);
        append_json(json, member.value);
      }
      json.end_object();
      break;
  }
}

}  // namespace

std::string describe(const YamlValue& value) {
  switch (value.kind) {
    case YamlValue::Kind::null: return "nothing";
    case YamlValue::Kind::plain:
    case YamlValue::Kind::quoted:
    case YamlValue::Kind::binary: {
      constexpr std::size_t shown = 60;
      return '"' + (value.text.size() > shown ? value.text.substr(0, shown) + "…" : value.text) + '"';
    }
    case YamlValue::Kind::list: return "a list";
    case YamlValue::Kind::mapping: return "a mapping";
  }
  return "something else";
}

void ValueReader::refuse(Place place, std::string message, bool absent) {
  if (complaint_) return;
  complaint_ = YamlComplaint{place, std::move(message)};
  incomplete_ = absent;
}

bool ValueReader::check_keys(const YamlValue& mapping, std::string_view what, std::span<const std::string_view> known) {
  if (mapping.kind != YamlValue::Kind::mapping) {
    refuse(mapping.place, fmt::format("{} is a mapping, got {}", what, describe(mapping)),
           mapping.kind == YamlValue::Kind::null);
    return false;
  }
  for (const auto& [key, place, value] : mapping.members) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    const auto meant = nearest(key, known);
    refuse(place, meant ? fmt::format("{} has no '{}'; did you mean '{}'?", what, key, *meant)
                        : fmt::format("{} has no '{}'; it has {}", what, key, fmt::join(known, ", ")));
  }
  return true;
}

const YamlValue* ValueReader::need(const YamlValue& mapping, std::string_view what, std::string_view key) {
  const YamlValue* value = mapping.at(key);
  if (!value && mapping.kind == YamlValue::Kind::mapping) {
    refuse(mapping.place, fmt::format("{} wants '{}', which is not here", what, key), true);
  }
  return value;
}

std::string ValueReader::text(std::string_view key, const YamlValue& value) {
  if (!value.is_scalar()) {
    const bool null = value.kind == YamlValue::Kind::null;
    refuse(value.place,
           fmt::format("'{}' wants a text, got {}{}", key, describe(value),
                       null ? "; in quotes if the word or an empty text is meant" : ""),
           null);
  }
  return value.text;
}

int ValueReader::integer(std::string_view key, const YamlValue& value, int low, int high) {
  int number = 0;
  const char* end = value.text.data() + value.text.size();
  const auto [stopped, error] = std::from_chars(value.text.data(), end, number);
  const bool read = value.is_scalar() && error == std::errc{} && stopped == end;
  if (!read || number < low || number > high) {
    refuse(value.place,
           fmt::format("'{}' wants a whole number from {} to {}, got {}", key, low, high, describe(value)));
  }
  return number;
}

Duration ValueReader::duration(std::string_view key, const YamlValue& value) {
  const auto read = value.is_scalar() ? parse_duration(value.text) : std::nullopt;
  if (!read) refuse(value.place, fmt::format("'{}' wants a duration like 250ms, got {}", key, describe(value)));
  return read.value_or(Duration{0});
}

TimePoint ValueReader::timestamp(std::string_view key, const YamlValue& value) {
  const auto read = value.is_scalar() ? parse_timestamp(value.text) : std::nullopt;
  if (!read) {
    refuse(value.place, fmt::format("'{}' wants a time like 2026-01-01T09:00:00Z, got {}", key, describe(value)));
  }
  return read.value_or(TimePoint{});
}

std::string ValueReader::base64(std::string_view key, const YamlValue& value) {
  auto bytes = base64_decode(text(key, value));
  if (!bytes) refuse(value.place, fmt::format("'{}' wants base64 without spaces, got {}", key, describe(value)));
  return bytes.value_or("");
}

Form ValueReader::fields(std::string_view key, const YamlValue& value) {
  Form read;
  if (value.kind == YamlValue::Kind::mapping) {
    for (const auto& member : value.members) {
      if (member.value.kind != YamlValue::Kind::list) read.add(member.key, text(member.key, member.value));
      for (const auto& item : member.value.items) read.add(member.key, text(member.key, item));
    }
  } else if (value.kind == YamlValue::Kind::list) {
    for (const auto& pair : value.items) {
      if (pair.items.size() != 2) {
        refuse(pair.place, fmt::format("an item of '{}' is a list of name and value, got {}", key, describe(pair)));
        break;
      }
      read.add(text(key, pair.items[0]), text(key, pair.items[1]));
    }
  } else {
    refuse(value.place, fmt::format("'{}' wants names with values, got {}", key, describe(value)),
           value.kind == YamlValue::Kind::null);
  }
  return read;
}

std::string to_json(const YamlValue& value) {
  std::string json;
  JsonWriter writer(json);
  append_json(writer, value);
  return json;
}

}  // namespace understudy::recorder
