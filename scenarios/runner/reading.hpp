#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "scenarios/runner/document.hpp"
#include "scenarios/runner/scenario.hpp"

namespace understudy::scenarios {

// Everything that is wrong with a file, in the order of the file.
class Problems {
 public:
  explicit Problems(std::string_view file) : file_(file) {}
  void add(Place place, std::string message) { found_.emplace(place, std::move(message)); }
  bool empty() const { return found_.empty(); }
  Error error() const;  // a line each

 private:
  std::string file_;
  std::multimap<Place, std::string> found_;
};

// A key and what stands there.
struct Field {
  std::string_view name;
  const Node& value;
};

// Reads the values of the language, and holds what is known while a scenario is being read. What cannot be read is
// reported, answered with false, and leaves `into` as it was.
class Reading {
 public:
  explicit Reading(std::string_view file) : problems(file) {}

  // `$name` stands for the number of that name and `$$` for one dollar; every other text is what it says.
  bool read(const Field& field, std::string& into);
  bool read(const Field& field, int& into);  // at least 1
  bool read(const Field& field, std::uint64_t& into);
  bool read(const Field& field, Duration& into);
  bool read(const Field& field, TimePoint& into);
  bool read(const Field& field, Capture& into);  // `$name` of a message that an earlier step has captured
  bool read(const Field& field, MessageStatus& into);
  bool read(const Field& field, ErrorCode& into);
  bool read(const Field& field, simulator::Operation& into);
  template <class T>
  bool read(const Field& field, std::optional<T>& into) {
    T value{};
    if (!read(field, value)) return false;
    into = std::move(value);
    return true;
  }
  bool read_number_between(const Field& field, int low, int high, int& into);
  bool read_error_code(const Field& field, std::optional<int>& into);  // `none` is 0
  bool read_phone_number(const Field& field, std::string& into);
  bool read_url(const Field& field, std::string& into);  // `app:/path` is the app of the runner
  bool read_word(const Field& field, std::span<const std::string_view> words, std::size_t& which);
  bool read_new_name(const Field& field, std::string& into);  // and keeps it among the captures

  // 'field' wants `wanted`, got …
  bool refuse(const Field& field, std::string_view wanted);

  Problems problems;
  std::map<std::string, std::string, std::less<>> aliases;     // of world.numbers, with their numbers
  std::map<std::string, Place, std::less<>> captures;          // of the steps read so far
  std::map<std::string, Place, std::less<>> captures_to_come;  // of all steps

 private:
  const std::string* scalar(const Field& field, std::string_view wanted);
};

// Whether a text can stand behind the dollar: a letter or _, then letters, digits and _.
bool is_name(std::string_view text);
// "; did you mean 'x'?" when something known is near, else "; known are 'x', 'y', 'z'".
std::string suggest(std::string_view met, std::span<const std::string_view> known);

}  // namespace understudy::scenarios
