#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/text/yaml_reading.hpp"
#include "scenarios/runner/scenario.hpp"

namespace understudy::scenarios {

// Reads the values of the language, and holds what is known while a scenario is being read. What cannot be read is
// reported, answered with false, and leaves `into` as it was.
class Reading {
 public:
  // `$name` stands for the number or service of that name and `$$` for one dollar; every other text is what it says.
  bool read(const Field& field, std::string& into);
  bool read(const Field& field, int& into);  // at least 1
  bool read(const Field& field, std::uint64_t& into) { return problems.take(field, read_number(field.value), into); }
  bool read(const Field& field, Duration& into) { return problems.take(field, read_duration(field.value), into); }
  bool read(const Field& field, Capture& into);  // `$name` of a message that an earlier step has captured
  bool read(const Field& field, MessageStatus& into);
  bool read(const Field& field, ErrorCode& into);
  bool read(const Field& field, OnAmbiguous& into);
  template <class T>
  bool read(const Field& field, std::optional<T>& into) {
    T value{};
    if (!read(field, value)) return false;
    into = std::move(value);
    return true;
  }
  bool read_number_between(const Field& field, int low, int high, int& into) {
    return problems.take(field, read_number(field.value, low, high), into);
  }
  bool read_error_code(const Field& field, std::optional<int>& into);  // `none` is 0
  bool read_phone_number(const Field& field, std::string& into);
  bool read_url(const Field& field, std::string& into);       // `app:/path` is the app of the runner
  bool read_new_name(const Field& field, std::string& into);  // and keeps it among the captures

  Problems problems;
  simulator::Names aliases;                                        // of the world's numbers and services
  std::map<std::string, FilePlace, std::less<>> captures;          // of the steps read so far
  std::map<std::string, FilePlace, std::less<>> captures_to_come;  // of all steps
};

template <class T>
using Key = YamlKey<Reading, T>;

// For a key whose value is one member of T, of a type that `Reading` can read.
template <auto Member, class T>
void member(Reading& in, const Field& field, T& into) {
  in.read(field, into.*Member);
}

}  // namespace understudy::scenarios
