#include "recorder/values.hpp"

#include <algorithm>

#include "core/api/json_writer.hpp"
#include "core/text/base64.hpp"

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

void ValueReader::refuse(FilePlace place, std::string message, bool absent) {
  if (complaint_) return;
  complaint_ = YamlProblem{place, std::move(message)};
  incomplete_ = absent;
}

bool ValueReader::check_keys(const Field& mapping, std::span<const std::string_view> known) {
  const bool absent = mapping.value.kind == YamlValue::Kind::null;
  for (auto& [place, message] : problems_of_keys(mapping, known)) refuse(place, std::move(message), absent);
  return mapping.value.kind == YamlValue::Kind::mapping;
}

const YamlValue* ValueReader::need(const Field& mapping, std::string_view key) {
  const YamlValue* value = mapping.value.at(key);
  if (!value && mapping.value.kind == YamlValue::Kind::mapping) {
    auto [place, message] = missing(mapping, key);
    refuse(place, std::move(message), true);
  }
  return value;
}

template <class T>
T ValueReader::take(std::string_view key, const YamlValue& value, Read<T> read) {
  if (!read) refuse(value.place, refusal({key, value}, read.error()), value.kind == YamlValue::Kind::null);
  return std::move(read).value_or(T{});
}

std::string ValueReader::text(std::string_view key, const YamlValue& value) {
  return take(key, value, read_text(value));
}

int ValueReader::integer(std::string_view key, const YamlValue& value, int low, int high) {
  return take(key, value, read_number(value, low, high));
}

Duration ValueReader::duration(std::string_view key, const YamlValue& value) {
  return take(key, value, read_duration(value));
}

TimePoint ValueReader::timestamp(std::string_view key, const YamlValue& value) {
  return take(key, value, read_time(value));
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
