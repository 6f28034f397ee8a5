#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/http/form.hpp"
#include "core/runtime/time.hpp"
#include "core/text/yaml_reading.hpp"

namespace understudy::recorder {

// Reads values of the types that a cassette has. The first thing that is wrong is remembered, and what is read after it
// is worth nothing.
class ValueReader {
 public:
  const std::optional<YamlProblem>& complaint() const { return complaint_; }
  bool ok() const { return !complaint_; }
  // Whether the complaint is that something is not there at all.
  bool incomplete() const { return incomplete_; }
  void refuse(FilePlace place, std::string message, bool absent = false);

  // False for what is no mapping. Refuses keys that are not known.
  bool check_keys(const Field& mapping, std::span<const std::string_view> known);
  // The value of a key that must be there; null where it is not.
  const YamlValue* need(const Field& mapping, std::string_view key);

  std::string text(std::string_view key, const YamlValue& value);
  int integer(std::string_view key, const YamlValue& value, int low, int high);
  Duration duration(std::string_view key, const YamlValue& value);
  TimePoint timestamp(std::string_view key, const YamlValue& value);
  std::string base64(std::string_view key, const YamlValue& value);
  // Names and values: a mapping, where a list stands for a name that is there several times, or a list of pairs.
  Form fields(std::string_view key, const YamlValue& value);

 private:
  template <class T>
  T take(std::string_view key, const YamlValue& value, Read<T> read);

  std::optional<YamlProblem> complaint_;
  bool incomplete_ = false;
};

// The value as compact JSON. What stands there without quotes is what JSON takes it for; if that is nothing, a text.
std::string to_json(const YamlValue& value);

}  // namespace understudy::recorder
