#pragma once

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

#include "tests/fuzz/fuzz.hpp"

namespace understudy::fuzz {

// Each line of a complaint about `text` begins "name:line:column: ", and the place is one that the text has.
inline void must_name_places(std::string_view complaint, std::string_view name, std::string_view text) {
  const int lines = 1 + static_cast<int>(std::ranges::count(text, '\n') + std::ranges::count(text, '\r'));
  must(!complaint.empty(), "what is wrong is said");
  const std::string prefix = std::string(name) + ":";
  while (!complaint.empty()) {
    const std::string_view line = take_line(complaint);
    must(line.starts_with(prefix), "what is wrong has its place", line);
    const char* const end = line.data() + line.size();
    int row = 0;
    int column = 0;
    const auto after_row = std::from_chars(line.data() + prefix.size(), end, row);
    must(row >= 1 && row <= lines + 1 && *after_row.ptr == ':', "the line is one of the file", line);
    const auto after_column = std::from_chars(after_row.ptr + 1, end, column);
    must(column >= 1 && std::string_view(after_column.ptr, end).starts_with(": "), "the column is named", line);
  }
}

}  // namespace understudy::fuzz
