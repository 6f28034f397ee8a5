#include "core/text/base64.hpp"

#include <string>

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

using namespace understudy;

TEST_CASE("base64 is that of RFC 4648 §10") {
  struct Row {
    const char *bytes, *text;
  };
  const Row row = GENERATE(values<Row>({{"", ""},
                                        {"f", "Zg=="},
                                        {"fo", "Zm8="},
                                        {"foo", "Zm9v"},
                                        {"foob", "Zm9vYg=="},
                                        {"fooba", "Zm9vYmE="},
                                        {"foobar", "Zm9vYmFy"}}));
  CHECK(base64_encode(row.bytes) == row.text);
  CHECK(base64_decode(row.text) == row.bytes);
}

TEST_CASE("all of the alphabet is there") {
  const std::string bytes("\x00\x10\x83\x10\x51\x87\x20\x92\x8b\xfb\xff\xbf", 12);
  CHECK(base64_encode(bytes) == "ABCDEFGHIJKL+/+/");
  CHECK(base64_decode("ABCDEFGHIJKL+/+/") == bytes);
}

TEST_CASE("what is not whole and well formed is no base64") {
  for (const char* text :
       {"Z", "Zg", "Zg=", "Zg==Zg==", "=", "====", "Z===", "Zm9v\n", " Zm9", "Zm9-", "Zm9_", "Zm=v", "Zh==", "Zm9="}) {
    CAPTURE(text);
    CHECK_FALSE(base64_decode(text));
  }
}

TEST_CASE("laws of base64") {
  rc::prop("decode undoes encode",
           [](const std::string& bytes) { RC_ASSERT(base64_decode(base64_encode(bytes)) == bytes); });
  rc::prop("bytes have one text only", [] {
    const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("AQgwZ/+9==")));
    if (const auto bytes = base64_decode(text)) RC_ASSERT(base64_encode(*bytes) == text);
  });
}
