#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/message/segments.hpp"
#include "core/message/text_limits.hpp"
#include "core/runtime/result.hpp"

namespace understudy {

// By the names of the variables that they are for.
using TextValues = std::map<std::string, std::string, std::less<>>;

// A text that is ready to be sent.
struct Filled {
  std::string body;
  Segmentation segmentation;
  std::vector<TextWarning> warnings;
};

// A text with places for values: "Hello {{name}}, your code is {{ code }}". A name has letters of ASCII, digits and
// '_'. A '{' alone is itself, and so is '}' outside a place; '{{{{' stands for '{{', so that each text can be written.
class TextTemplate {
 public:
  // `invalid_input` says at which line and character a place is wrong, and how it would be right.
  static Result<TextTemplate> parse(std::string_view text);

  // In the order in which they come first; none twice.
  const std::vector<std::string>& variables() const { return variables_; }

  // Values go in as they are: a '{{' in one is text. `invalid_input` names every variable that has no value and every
  // value that no variable wants; `too_long` is as in check_text().
  Result<Filled> fill(const TextValues& values, const TextLimits& limits = {}) const;

 private:
  // A piece of text and what comes after it.
  struct Piece {
    std::string text;
    std::string variable;  // none after the last piece
  };

  std::vector<Piece> pieces_;
  std::vector<std::string> variables_;
};

// The template without places that is filled to this very text.
std::string escape_template(std::string_view text);

}  // namespace understudy
