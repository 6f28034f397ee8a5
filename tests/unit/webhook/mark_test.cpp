#include "core/webhook/mark.hpp"

#include <catch2/catch.hpp>

using namespace understudy;

TEST_CASE("a mark joins the query of a callback's URL, before overrides in its fragment") {
  struct Case {
    std::string url;
    std::string marked;
  };
  // https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
  const auto c = GENERATE(values<Case>({
      {"https://example.com", "https://example.com?understudy-send=7f"},
      {"https://example.com/status", "https://example.com/status?understudy-send=7f"},
      {"https://example.com/status?", "https://example.com/status?&understudy-send=7f"},
      {"https://example.com/status?shop=7&a=%20", "https://example.com/status?shop=7&a=%20&understudy-send=7f"},
      {"https://example.com/status#rc=2&rt=500", "https://example.com/status?understudy-send=7f#rc=2&rt=500"},
      {"https://example.com/s?shop=7#rc=2?", "https://example.com/s?shop=7&understudy-send=7f#rc=2?"},
  }));
  CHECK(with_mark(c.url, "7f") == c.marked);
  CHECK(mark_of(c.marked) == "7f");
}

TEST_CASE("a URL without a mark has none, nor one whose fragment looks like it") {
  const std::string url = GENERATE(as<std::string>{}, "", "https://example.com", "https://example.com/?shop=7",
                                   "https://example.com/?not-understudy-send=1",
                                   "https://example.com/?understudy-send=", "https://example.com/#?understudy-send=1",
                                   "https://example.com/understudy-send=1");
  CHECK(mark_of(url).empty());
}
