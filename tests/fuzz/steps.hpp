#pragma once

#include <string>
#include <string_view>

#include "core/http/form.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/support/twilio_requests.hpp"

namespace understudy::fuzz {

// "POST /Messages To=…&Body=…" in a line: a request below `root`. In a path, ~ stands for `last`, such as the SID of
// the last message.
inline Request step(std::string_view line, std::string_view root, std::string_view last) {
  const auto word = [&] {
    const std::string_view taken = line.substr(0, line.find(' '));
    line.remove_prefix(taken.size() < line.size() ? taken.size() + 1 : line.size());
    return taken;
  };
  std::string method(word());
  std::string path(root);
  for (const char c : word()) path.append(c == '~' ? last : std::string_view(&c, 1));
  Request request = test::twilio_request(std::move(method), path);
  request.headers.add("Content-Type", form_content_type);
  request.body = line;
  return request;
}

}  // namespace understudy::fuzz
