#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/runtime/result.hpp"

namespace understudy::scenarios {

// Where something stands in a file, both counted from 1.
struct Place {
  int line = 1;
  int column = 1;
  auto operator<=>(const Place&) const = default;
};

// A piece of a YAML document. Nothing is interpreted: a scalar is its text, whether it was quoted or not.
struct Node {
  enum class Kind { null, scalar, sequence, mapping };
  struct Member;

  const Node* find(std::string_view key) const;  // the value of that key; null when there is none

  Kind kind = Kind::null;
  Place place;
  std::string text;             // of a scalar
  std::vector<Node> items;      // of a sequence
  std::vector<Member> members;  // of a mapping, in the order they stand there; a key may stand there twice
};

struct Node::Member {
  std::string key;
  Place place;
  Node value;
};

// "a mapping", "a list", "\"soon\"", "nothing": what stands there, for messages.
std::string describe(const Node& node);

// Reads one YAML document; `invalid_input` as "name:line:column: why it is not YAML".
Result<Node> read_document(std::string_view yaml, std::string_view name);

}  // namespace understudy::scenarios
