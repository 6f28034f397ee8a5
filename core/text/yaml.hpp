#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace understudy {

// Where something stands in a file, both counted from 1.
struct FilePlace {
  int line = 1;
  int column = 1;
  auto operator<=>(const FilePlace&) const = default;
};

// YAML as it was written: nothing is converted, and where each value stands is known.
struct YamlValue {
  enum class Kind { null, plain, quoted, binary, list, mapping };
  struct Member;

  Kind kind = Kind::null;
  FilePlace place;               // of nothing: its key's
  std::string text;              // of a scalar; decoded when it was binary
  std::vector<YamlValue> items;  // of a list
  std::vector<Member> members;   // of a mapping, in their order; no key twice
  bool whole = true;             // false when the document broke off inside

  bool is_scalar() const { return kind == Kind::plain || kind == Kind::quoted || kind == Kind::binary; }
  // Of a mapping; null when there is no such key.
  const Member* find(std::string_view key) const;
  const YamlValue* at(std::string_view key) const;
};

struct YamlValue::Member {
  std::string key;
  FilePlace place;
  YamlValue value;
};

// "a mapping", "a list", "nothing", or the text in quotes, cut when it is long: what stands there, for messages.
std::string describe(const YamlValue& value);

// What is wrong somewhere in a file.
struct YamlProblem {
  FilePlace place;
  std::string message;
};
// "file:line:column: message", in one line whatever was met there: control characters as C writes them.
std::string format_problem(std::string_view file, const YamlProblem& problem);

// As much of one document as could be read.
struct YamlDocument {
  YamlValue root;
  // What has no place in our files though it is YAML: a key twice, a tag other than !!binary, a second document … in
  // the order of the file. What each of them was found at is left out of `root`, the first of two keys is not.
  std::vector<YamlProblem> problems;
  std::optional<YamlProblem> broken;  // where it stops being YAML; the file may have been cut off there
};

// Whether an alias (*name) stands for the value that has its anchor (&name), or is a problem, as the anchor then is.
enum class Aliases { followed, refused };
YamlDocument read_yaml(std::string_view text, Aliases aliases);

}  // namespace understudy
