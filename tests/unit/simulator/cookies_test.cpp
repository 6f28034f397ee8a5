#include "simulator/cookies.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace std::chrono_literals;
using simulator::CookieJar;

namespace {

const TimePoint now = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);

Headers set(std::string line) { return {{"set-cookie", std::move(line)}}; }

std::string sent_back(const std::string& line, const std::string& to, Duration later = 0s) {
  CookieJar jar;
  jar.take("https://www.example.com/a/b?c", set(line), now);
  return jar.header(to, now + later);
}

}  // namespace

TEST_CASE("a cookie goes back to the host, path and safety it came from") {
  struct Case {
    const char* line;
    const char* to;
    const char* sent;
  };
  const auto [line, to, sent] = GENERATE(
      Case{"k=v", "https://www.example.com/a/b", "k=v"}, Case{"k=v", "http://WWW.example.com/a", "k=v"},
      Case{"k=v", "https://www.example.com/ab", ""}, Case{"k=v", "https://www.example.com/", ""},
      Case{"k=v; Path=/", "https://www.example.com", "k=v"},
      Case{"k=v; path=/x/", "https://www.example.com/x/y", "k=v"}, Case{"k=v", "https://example.com/a/b", ""},
      Case{"k=v", "https://x.www.example.com/a", ""},
      Case{"k=v; Domain=.example.com", "https://other.example.com/a", "k=v"},
      Case{"k=v; Domain=www.example.com", "https://x.www.example.com/a", "k=v"},
      Case{"k=v; Domain=evil.com", "https://evil.com/a", ""}, Case{"k=v; Domain=ample.com", "https://ample.com/a", ""},
      Case{"k=v; Secure; HttpOnly", "https://www.example.com/a", "k=v"},
      Case{"k=v; Secure", "http://www.example.com/a", ""}, Case{" k = a=b ;", "https://www.example.com/a", "k=a=b"},
      Case{"no pair", "https://www.example.com/a", ""}, Case{"=v", "https://www.example.com/a", ""});
  INFO(line << " to " << to);
  REQUIRE(sent_back(line, to) == sent);
}

TEST_CASE("a cookie ends with its age, or its date where it has no age") {
  const std::string url = "https://www.example.com/a";
  REQUIRE(sent_back("k=v; Max-Age=60", url, 59s) == "k=v");
  REQUIRE(sent_back("k=v; Max-Age=60", url, 60s) == "");
  REQUIRE(sent_back("k=v; Max-Age=0", url) == "");
  REQUIRE(sent_back("k=v; Expires=Thu, 01 Jan 2026 00:01:00 GMT", url, 59s) == "k=v");
  REQUIRE(sent_back("k=v; Expires=Thu, 01-Jan-2026 00:01:00 GMT", url, 60s) == "");
  REQUIRE(sent_back("k=v; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", url) == "k=v");
  REQUIRE(sent_back("k=v; Expires=soon", url, 24h) == "k=v");
}

TEST_CASE("a cookie is replaced by one of its name, and taken away by one that has ended") {
  const std::string url = "https://example.com/";
  CookieJar jar;
  jar.take(url, Headers{{"Set-Cookie", "a=1"}, {"Set-Cookie", "b=2; Path=/deep"}, {"Set-Cookie", "c=3"}}, now);
  REQUIRE(jar.header("https://example.com/deep", now) == "b=2; a=1; c=3");  // the longer path first
  jar.take(url, set("a=4"), now);
  REQUIRE(jar.header(url, now) == "a=4; c=3");
  jar.take(url, set("a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"), now);
  REQUIRE(jar.header(url, now) == "c=3");
}
