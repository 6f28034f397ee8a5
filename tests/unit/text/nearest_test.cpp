#include "core/text/nearest.hpp"

#include <array>
#include <string>

#include <catch2/catch.hpp>

namespace understudy {
namespace {

using Names = std::array<std::string_view, 5>;
constexpr Names keys{"request", "response", "reply", "caused_by", "took"};

TEST_CASE("a slip of the finger finds the name that was meant") {
  const auto [met, meant] = GENERATE(table<std::string, std::string>({
      {"request", "request"},
      {"requst", "request"},     // left out
      {"tooks", "took"},         // added
      {"respomse", "response"},  // replaced
      {"repyl", "reply"},        // swapped
      {"cause_by", "caused_by"},
      {"caused-by", "caused_by"},
      {"Request", "request"},
      {"TOOK", "took"},
  }));
  CAPTURE(met);
  REQUIRE(nearest(met, keys) == meant);
}

TEST_CASE("a name that resembles nothing has no nearest") {
  const std::string met = GENERATE("", "x", "status", "interactions", "zzzz");
  CAPTURE(met);
  REQUIRE_FALSE(nearest(met, keys).has_value());
}

TEST_CASE("swapped neighbours are one slip, not two") {
  constexpr std::array<std::string_view, 1> known{"to"};
  REQUIRE(nearest("ot", known) == "to");
}

TEST_CASE("of two names equally near the first is meant") {
  constexpr std::array<std::string_view, 2> known{"from", "form"};
  REQUIRE(nearest("frm", known) == "from");
  REQUIRE(nearest("form", known) == "form");
}

TEST_CASE("among no names none is near") { REQUIRE_FALSE(nearest("request", {}).has_value()); }

TEST_CASE("a name of megabytes is refused at no cost") {
  const std::string endless(8 << 20, 'a');
  REQUIRE_FALSE(nearest(endless, keys).has_value());
}

}  // namespace
}  // namespace understudy
