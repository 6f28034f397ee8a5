#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace understudy {

// Writes compact JSON straight into a string, members in the order of the calls. For what is written often and whose
// key order matters (API answers, journal events); for everything else there is nlohmann/json. Invalid UTF-8 becomes
// U+FFFD. The caller keeps objects and arrays balanced.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);
  JsonWriter& string(std::string_view value);
  JsonWriter& integer(std::int64_t value);
  JsonWriter& boolean(bool value) { return raw(value ? "true" : "false"); }
  JsonWriter& null() { return raw("null"); }
  JsonWriter& raw(std::string_view json);  // a whole value, already JSON

  JsonWriter& member(std::string_view name, std::string_view value);
  JsonWriter& member(std::string_view name, const char* value) { return member(name, std::string_view(value)); }
  JsonWriter& member(std::string_view name, std::int64_t value) { return key(name).integer(value); }
  JsonWriter& member(std::string_view name, int value) { return key(name).integer(value); }
  JsonWriter& member(std::string_view name, bool value) { return key(name).boolean(value); }
  JsonWriter& member_or_null(std::string_view name, const std::optional<std::string>& value) {
    return value ? member(name, std::string_view(*value)) : key(name).null();
  }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate();
  void append_quoted(std::string_view text);
  void append_escaped(std::string_view text);

  std::string& out_;
  bool first_ = true;  // nothing stands before the next value in its object or array
};

}  // namespace understudy
