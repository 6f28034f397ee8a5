#pragma once

#include <string>
#include <string_view>

#include "core/http/fields.hpp"

namespace understudy::recorder {

// Writes block YAML straight into a string, one member a line, so that a diff shows what changed. Strings are quoted
// wherever some reader of YAML might take them for something else; what is no UTF-8 is written as !!binary.
class YamlWriter {
 public:
  // `depth` is how many levels further in than the left margin it begins.
  explicit YamlWriter(std::string& out, int depth = 0) : out_(out), depth_(depth) {}

  // A member of a mapping: a string, or a token that is already YAML such as a number.
  void member(std::string_view key, std::string_view text);
  void raw(std::string_view key, std::string_view token);
  // What follows, up to `leave`, belongs to the mapping or list that is this member.
  void enter(std::string_view key);
  void leave() { --depth_; }

  // An item of a list.
  void item(std::string_view text);
  void raw_item(std::string_view token);
  void enter_item();
  void leave_item() { --depth_; }

  // Names and values in their order; neighbours of one name become a list. Where a name comes back later, or is too
  // long for a key, the whole becomes a list of pairs.
  void fields(std::string_view key, const Fields& fields);

 private:
  void begin_line();
  void begin_member(std::string_view key);
  void append_text(std::string_view text);
  void append_block(std::string_view text);

  std::string& out_;
  int depth_;
  int dashes_ = 0;  // items that begin on the line that comes next
};

// Whether the text can be a key: YAML reads no key of more than 1024 characters.
bool fits_yaml_key(std::string_view text);
bool is_utf8(std::string_view text);

}  // namespace understudy::recorder
