#include "core/http/fields.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "core/http/message.hpp"

#include <catch2/catch.hpp>

using namespace understudy;

TEST_CASE("fields keep names and values apart, empty ones too, however many there are") {
  Fields fields;
  std::vector<std::pair<std::string, std::string>> expected;
  for (std::size_t i = 0; i < 300; ++i) {
    expected.emplace_back(std::string(i % 7, 'n'), std::string(i % 50, static_cast<char>('a' + i % 26)));
    fields.add(expected.back().first, expected.back().second);
  }
  REQUIRE(fields.size() == expected.size());
  for (std::size_t i = 0; i < fields.size(); ++i) {
    CHECK(fields[i] == Fields::Field(expected[i].first, expected[i].second));
  }
}

TEST_CASE("a field can be added that is looked at in the fields themselves") {
  Fields fields;
  fields.add("name", std::string(100, 'v'));
  for (int i = 0; i < 20; ++i) fields.add(fields[0].first, fields[0].second);
  CHECK(std::all_of(fields.begin(), fields.end(),
                    [](const Fields::Field& field) { return field == Fields::Field("name", std::string(100, 'v')); }));
}

TEST_CASE("fields are equal whatever was removed before") {
  Headers headers{{"a", "1"}, {"X-Gone", "2"}, {"b", "3"}, {"x-gone", "4"}};
  headers.remove("x-GONE");
  CHECK(headers == Headers{{"a", "1"}, {"b", "3"}});
  headers.set("A", "5");
  CHECK(headers == Headers{{"b", "3"}, {"A", "5"}});
  CHECK(headers.get("a") == "5");
}
