#include "simulator/api/multipart.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using simulator::boundary_of;
using simulator::parse_multipart;

TEST_CASE("the fields of a multipart body come in their order, bytes untouched") {
  const auto form = parse_multipart(
      "--b\r\nContent-Disposition: form-data; name=\"To\"\r\n\r\n+1555\r\n"
      "--b\r\ncontent-disposition: form-data; name=Body; filename=\"a;b.txt\"\r\nContent-Type: text/plain\r\n\r\n"
      "two\r\nlines -- \xff\r\n"
      "--b\r\nContent-Disposition: form-data; name=\"a \\\"quoted\\\" name\"\r\n\r\n\r\n--b--\r\n",
      "b");
  REQUIRE(form);
  REQUIRE(*form == Form{{"To", "+1555"}, {"Body", "two\r\nlines -- \xff"}, {"a \"quoted\" name", ""}});
}

TEST_CASE("a multipart body without any field is an empty form") { REQUIRE(parse_multipart("--b--", "b")->empty()); }

TEST_CASE("a broken multipart body is refused with what is wrong with it") {
  struct Broken {
    const char* body;
    const char* complaint;
  };
  const auto broken = GENERATE(
      Broken{"", "should begin with the boundary --b"}, Broken{"--other\r\n", "should begin with the boundary --b"},
      Broken{"--b", "neither a line end nor"}, Broken{"--b\r\nContent-Dispo", "cut off in the headers of part 1"},
      Broken{"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b--",
             "no Content-Disposition: form-data with a name in part 1"},
      Broken{"--b\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx\r\n--b--", "with a name in part 1"},
      Broken{"--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nhalf", "closing boundary is missing"});
  const auto form = parse_multipart(broken.body, "b");
  REQUIRE_FALSE(form);
  REQUIRE(form.error().code == ErrorCode::invalid_input);
  REQUIRE_THAT(form.error().message, Catch::Contains(broken.complaint));
}

TEST_CASE("the boundary is read from the content type, quoted or not") {
  REQUIRE(boundary_of("multipart/form-data; boundary=abc") == "abc");
  REQUIRE(boundary_of("multipart/form-data; charset=utf-8; BOUNDARY=\"a b\"") == "a b");
  REQUIRE_FALSE(boundary_of("multipart/form-data"));
  REQUIRE_FALSE(boundary_of("multipart/form-data; boundary="));
  REQUIRE_FALSE(boundary_of("multipart/form-data; boundary=" + std::string(71, 'x')));
}
