#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/runtime/result.hpp"
#include "core/runtime/time.hpp"
#include "core/text/yaml.hpp"

namespace understudy {

// ---- one value: as a T, or the words for what it should be ----

template <class T>
using Read = tl::expected<T, std::string>;

inline constexpr std::string_view duration_wanted = "a duration like 250ms or 30s";
inline constexpr std::string_view time_wanted = "a time like 2026-01-01T09:00:00Z";
inline constexpr std::string_view switch_wanted = "true or false";
std::string number_wanted(std::uint64_t low, std::uint64_t high);
std::string word_wanted(std::span<const std::string_view> words);

// Far beyond what a test needs, and far from where times would overflow.
inline constexpr Duration duration_max = std::chrono::days(3650);

Read<std::string> read_text(const YamlValue& value);
Read<bool> read_switch(const YamlValue& value);
Read<int> read_number(const YamlValue& value, int low, int high);
Read<std::uint64_t> read_number(const YamlValue& value);
Read<Duration> read_duration(const YamlValue& value);
Read<TimePoint> read_time(const YamlValue& value);
Read<std::size_t> read_word(const YamlValue& value, std::span<const std::string_view> words);  // which of them

// The words of an enumeration whose values count from 0 without a gap.
template <class Enum>
std::vector<std::string_view> words_up_to(Enum last) {
  std::vector<std::string_view> words;
  for (int i = 0; i <= static_cast<int>(last); ++i) words.push_back(to_string(static_cast<Enum>(i)));
  return words;
}
template <class Enum>
requires std::is_enum_v<Enum> Read<Enum> read_word(const YamlValue& value, Enum last) {
  return read_word(value, words_up_to(last)).map([](std::size_t which) { return static_cast<Enum>(which); });
}

// ---- messages ----

// A key and what stands there.
struct Field {
  std::string_view name;
  const YamlValue& value;
};

std::string refusal(const Field& field, std::string_view wanted);  // 'field' wants …, got …
// "; did you mean 'x'?" when something known is near, else "; known are 'x', 'y', 'z'".
std::string suggestion(std::string_view met, std::span<const std::string_view> known);
// What is wrong with the keys of a mapping, or that it is none.
std::vector<YamlProblem> problems_of_keys(const Field& mapping, std::span<const std::string_view> known);
YamlProblem missing(const Field& mapping, std::string_view key);

// Everything that is wrong with a file, in the order of the file.
class Problems {
 public:
  Problems() = default;
  explicit Problems(const YamlDocument& document);  // begins with those of the YAML itself
  void add(FilePlace place, std::string message);
  void add(YamlProblem problem) { add(problem.place, std::move(problem.message)); }
  bool refuse(const Field& field, std::string_view wanted);  // and answers false
  // What could be read goes into `into`; answers whether it could.
  template <class T, class Into>
  bool take(const Field& field, Read<T> read, Into& into) {
    if (!read) return refuse(field, read.error());
    into = *std::move(read);
    return true;
  }
  bool empty() const { return found_.empty(); }
  const std::string& first() const { return found_.begin()->second; }
  // A line for each, which begin with "file:line:column: ".
  Error error(std::string_view file) const;

 private:
  std::multimap<FilePlace, std::string> found_;
};

// ---- mappings whose keys are listed in a table ----

enum class Need { required, optional };

// One key that a mapping may have, and how its value becomes part of a T. A table of these is all that a parser and its
// messages know of a mapping. `Reader` is what the values are read with; it has `problems`.
template <class Reader, class T>
struct YamlKey {
  std::string_view name;
  Need need;
  void (*read)(Reader& in, const Field& field, T& into);
};

// Reads the keys in the order of the table, whatever their order in the file. The table's items have a name, a need and
// a way to read, as those above.
template <class Reader, class Keys, class T>
void read_mapping(Reader& in, const Field& field, const Keys& keys, T& into) {
  std::vector<std::string_view> known;
  for (const auto& key : keys) known.push_back(key.name);
  for (YamlProblem& problem : problems_of_keys(field, known)) in.problems.add(std::move(problem));
  if (field.value.kind != YamlValue::Kind::mapping) return;
  for (const auto& key : keys) {
    if (const YamlValue* value = field.value.at(key.name)) {
      key.read(in, {key.name, *value}, into);
    } else if (key.need == Need::required) {
      in.problems.add(missing(field, key.name));
    }
  }
}

}  // namespace understudy
