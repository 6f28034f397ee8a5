#include <string>

#include "core/http/message.hpp"

#include <catch2/catch.hpp>

using namespace understudy;

TEST_CASE("header names compare without case") {
  Headers headers{{"Content-Type", "text/plain"}};
  CHECK(headers.find("content-type") == "text/plain");
  CHECK(headers.get("CONTENT-TYPE") == "text/plain");
  CHECK_FALSE(headers.find("Content-Typ"));
  CHECK(headers.get("X-None").empty());
  CHECK_FALSE(equal_ignoring_case("[", "{"));  // one bit apart, as letters of two cases are
  CHECK_FALSE(equal_ignoring_case("@", "`"));
}

TEST_CASE("headers keep the order in which they came, and repetitions") {
  Headers headers;
  headers.add("B", "1");
  headers.add("A", "2");
  headers.add("b", "3");
  CHECK(headers == Headers{{"B", "1"}, {"A", "2"}, {"b", "3"}});
  CHECK(headers.find("b") == "1");
}

TEST_CASE("setting a header takes the place of all of its name, removing leaves none") {
  Headers headers{{"A", "1"}, {"a", "2"}, {"B", "3"}};
  headers.set("A", "4");
  CHECK(headers == Headers{{"B", "3"}, {"A", "4"}});
  headers.remove("b");
  headers.remove("none");
  CHECK(headers == Headers{{"A", "4"}});
  headers.remove("a");
  CHECK(headers.empty());
}

TEST_CASE("fields of the connection are told from those of the message") {
  for (const char* name : {"connection", "Keep-Alive", "TRANSFER-ENCODING", "Expect", "Upgrade"}) {
    CHECK(is_connection_field(name));
  }
  for (const char* name : {"Content-Length", "Content-Type", "Host", "Authorization", ""}) {
    CHECK_FALSE(is_connection_field(name));
  }
}

TEST_CASE("what would end its line early is seen") {
  CHECK(is_one_line("plain, with \t and \xc3\xa9"));
  CHECK_FALSE(is_one_line("one\r\ntwo"));
  CHECK_FALSE(is_one_line("one\n"));
  CHECK_FALSE(is_one_line(std::string_view("one\0", 4)));
}
