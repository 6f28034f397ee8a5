#include "core/observe/secret.hpp"

#include <ostream>
#include <string>
#include <type_traits>

#include <catch2/catch.hpp>

using namespace understudy;

namespace {

template <class T, class = void>
struct Prints : std::false_type {};
template <class T>
struct Prints<T, std::void_t<decltype(std::declval<std::ostream&>() << std::declval<T>())>> : std::true_type {};

}  // namespace

TEST_CASE("a secret gives its text to whoever asks by name, and to no stream or string") {
  const Secret secret("long enough not to lie inside the string object");
  CHECK(secret.reveal() == "long enough not to lie inside the string object");
  STATIC_REQUIRE(Prints<std::string>::value);
  STATIC_REQUIRE_FALSE(Prints<Secret>::value);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<Secret, std::string>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<Secret, std::string_view>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<std::string, Secret>);
}

TEST_CASE("secrets are compared whole") {
  const Secret secret("12345");
  CHECK(secret.equals("12345"));
  for (const char* other : {"", "1234", "123456", "12346", "02345"}) CHECK_FALSE(secret.equals(other));
  CHECK(Secret().equals(""));
  CHECK(Secret().empty());
  CHECK(equal_in_constant_time(std::string_view("a\0b", 3), std::string_view("a\0b", 3)));
  CHECK_FALSE(equal_in_constant_time(std::string_view("a\0b", 3), std::string_view("a\0c", 3)));
}

TEST_CASE("a secret is copied whole, and nothing is left where it was moved from") {
  const std::string text = GENERATE(as<std::string>{}, "short", "long enough not to lie inside the string object");
  Secret first(text);
  Secret copy = first;
  CHECK(copy.equals(text));
  CHECK(first.equals(text));
  Secret moved = std::move(first);
  CHECK(moved.equals(text));
  CHECK(first.empty());  // NOLINT: what is left is what is asked
  first = copy;
  CHECK(first.equals(text));
  copy = std::move(first);
  CHECK(copy.equals(text));
  CHECK(first.empty());  // NOLINT
  const Secret& self = copy;
  copy = self;
  CHECK(copy.equals(text));
}
