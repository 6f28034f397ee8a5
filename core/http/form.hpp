#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/http/fields.hpp"

namespace understudy {

// Names and values of a form or a query, in the order they came; a name may come several times.
class Form : public Fields {
 public:
  using Fields::Fields;

  std::optional<std::string_view> find(std::string_view name) const;  // the first of that name
  std::string_view get(std::string_view name) const { return find(name).value_or(std::string_view{}); }
  std::vector<std::string> all(std::string_view name) const;
};

inline constexpr std::string_view form_content_type = "application/x-www-form-urlencoded";

// application/x-www-form-urlencoded (WHATWG URL §5): spaces as "+", all but letters, digits and *-._ percent-encoded.
std::string encode_form(const Form& form);
// Takes whatever comes: a bad escape stands for itself, an empty piece is skipped. Undoes `encode_form` exactly.
Form decode_form(std::string_view text);

// One part of a path or query: all but unreserved characters (RFC 3986 §2.3) percent-encoded.
std::string percent_encode(std::string_view text);
std::string percent_decode(std::string_view text);

}  // namespace understudy
