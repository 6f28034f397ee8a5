#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/http/message.hpp"
#include "core/runtime/time.hpp"

namespace understudy::simulator {

// What an app has set with Set-Cookie (RFC 6265), and gets back from the same host, path and safety.
class CookieJar {
 public:
  void take(std::string_view url, const Headers& answer, TimePoint now);
  // The value of a Cookie header for that URL; empty when there is nothing to send.
  std::string header(std::string_view url, TimePoint now) const;

 private:
  struct Cookie {
    std::string name;
    std::string value;
    std::string host;
    bool below = false;  // for names below the host, too
    std::string path;
    bool secure = false;
    std::optional<TimePoint> expires = {};
  };
  static std::optional<Cookie> read(std::string_view line, std::string_view url, TimePoint now);

  std::vector<Cookie> cookies_;  // in the order in which they were first set
};

}  // namespace understudy::simulator
