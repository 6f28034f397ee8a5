#include "simulator/compact_text.hpp"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

using Text = understudy::simulator::CompactText<16>;

TEST_CASE("a compact text is what was put into it, whether it fits in place or not") {
  const std::size_t size = GENERATE(0, 1, 14, 15, 16, 17, 254, 255, 256, 1600);
  const std::string content(size, 'x');
  Text text{content};
  REQUIRE(text == content);
  REQUIRE(text.empty() == content.empty());

  Text copy = text;
  text.clear();
  REQUIRE(text.empty());
  REQUIRE(copy == content);
  const Text moved = std::move(copy);
  REQUIRE(moved == content);
  text = moved;
  REQUIRE(text == moved);
}

TEST_CASE("a compact text takes the place of a longer and of a shorter one, and of one that it is a part of") {
  const std::vector<std::string> contents{"", "+15550100099", std::string(100, 'a'), std::string(40, 'b')};
  for (const std::string& before : contents) {
    for (const std::string& after : contents) {
      Text text{before};
      text = after;
      REQUIRE(text == after);
    }
  }
  Text text{std::string(100, 'a') + std::string(20, 'b')};
  text = text.view().substr(90, 20);
  REQUIRE(text == std::string(10, 'a') + std::string(10, 'b'));
}

TEST_CASE("a compact text keeps every byte") {
  const std::string bytes("a\0b\xff", 4);
  REQUIRE(Text{bytes} == bytes);
  REQUIRE(Text{bytes + std::string(20, '\0')} == bytes + std::string(20, '\0'));
}
