#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace understudy::fuzz {

// What a target does with one input: reads it as whatever the target is about, and checks the laws that hold.
void check(std::string_view input);

// Ends the program, so that libFuzzer keeps the input, when a law does not hold.
inline void must(bool holds, std::string_view law, std::string_view met = {}) {
  if (holds) return;
  std::fprintf(stderr, "broken: %.*s\n%.*s\n", static_cast<int>(law.size()), law.data(), static_cast<int>(met.size()),
               met.data());
  std::abort();
}

// Takes the first line off, without its end.
inline std::string_view take_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(line.size() < text.size() ? line.size() + 1 : text.size());
  return line;
}

}  // namespace understudy::fuzz
