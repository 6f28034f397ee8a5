#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace understudy::recorder {

// A place in a file, both from 1.
struct Place {
  int line = 1;
  int column = 1;
};

// YAML as it was written: nothing is converted, and where each value stands is known.
struct YamlValue {
  enum class Kind { null, plain, quoted, binary, list, mapping };
  struct Member;

  Kind kind = Kind::null;
  Place place;
  std::string text;              // of a scalar; decoded when it was binary
  std::vector<YamlValue> items;  // of a list
  std::vector<Member> members;   // of a mapping, in their order
  bool whole = true;             // false when the document broke off inside

  bool is_scalar() const { return kind == Kind::plain || kind == Kind::quoted || kind == Kind::binary; }
  // Of a mapping; null when there is no such key.
  const Member* find(std::string_view key) const;
  const YamlValue* at(std::string_view key) const;
};

struct YamlValue::Member {
  std::string key;
  Place place;
  YamlValue value;
};

// What can be said against a file.
struct YamlComplaint {
  Place place;
  std::string message;
};

// As much of a document as could be read: when there is a complaint, what came before it. No anchors and aliases, no
// tags but !!binary, no key twice.
struct YamlDocument {
  YamlValue root;
  std::optional<YamlComplaint> complaint;
  bool broken = false;  // the complaint is that it is not YAML, so the file may have been cut off there
};
YamlDocument read_yaml(std::string_view text);

}  // namespace understudy::recorder
