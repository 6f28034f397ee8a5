#include "core/http/challenge.hpp"

#include <catch2/catch.hpp>

using namespace understudy;

namespace {

std::string answered(const Headers& refusal, const UserInfo& credentials, const Challenged& request = {"GET", "/"},
                     std::string_view client_nonce = "nonce") {
  const auto answer = answer_challenge(refusal, request, credentials, client_nonce);
  return answer ? std::string(answer->reveal()) : "";
}

}  // namespace

TEST_CASE("a user's name and password stand percent-encoded in a URL") {
  const UserInfo credentials = read_user_info("Al%20addin:open%3Asesame");
  REQUIRE(credentials.user == "Al addin");
  REQUIRE(credentials.password.reveal() == "open:sesame");
  REQUIRE(read_user_info("alone").password.empty());
}

TEST_CASE("Basic is answered as RFC 7617 §2 shows") {
  REQUIRE(answered({{"www-authenticate", "basic realm=\"WallyWorld\""}}, {"Aladdin", Secret("open sesame")}) ==
          "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

TEST_CASE("Digest is answered as RFC 7616 §3.9.1 shows, SHA-256 before MD5") {
  const std::string common =
      "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", "
      "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", "
      "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\", ";
  const UserInfo mufasa{"Mufasa", Secret("Circle of Life")};
  const Challenged request{"GET", "/dir/index.html"};
  const std::string client_nonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
  const std::string md5 = answered({{"WWW-Authenticate", common + "algorithm=MD5"}}, mufasa, request, client_nonce);
  REQUIRE_THAT(md5, Catch::Contains("response=\"8ca523f5e9506fed4657c9700eebdbec\""));
  const std::string both =
      answered({{"WWW-Authenticate", common + "algorithm=SHA-256"}, {"WWW-Authenticate", common + "algorithm=MD5"}},
               mufasa, request, client_nonce);
  REQUIRE(both ==
          "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", "
          "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", uri=\"/dir/index.html\", "
          "response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\", algorithm=SHA-256, qop=auth, "
          "nc=00000001, cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", "
          "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"");
}

TEST_CASE("Digest without a quality is answered as RFC 2069 does") {
  // RFC 2617 §3.2.2.1 without qop: MD5(MD5(A1):nonce:MD5(A2)).
  const std::string answer = answered({{"WWW-Authenticate", "Digest realm=\"r\", nonce=\"n\""}}, {"u", Secret("p")});
  REQUIRE(answer ==
          "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"/\", response=\"f23121ca97143c6b358da620220c83b4\"");
}

TEST_CASE("of several challenges in one header the strongest is met") {
  REQUIRE_THAT(answered({{"WWW-Authenticate", "Basic realm=\"a, b\", Digest realm=\"c\", nonce=\"\\\"n\""}}, {}),
               Catch::StartsWith("Digest username=\"\", realm=\"c\", nonce=\"\\\"n\""));
}

TEST_CASE("a challenge that nobody here can meet is not answered") {
  const auto value = GENERATE("", "Bearer realm=\"x\"", "Digest realm=\"x\"", "Digest nonce=\"n\", qop=\"auth-int\"",
                              "Digest nonce=\"n\", algorithm=SHA-512-256", "=,\"=,,");
  REQUIRE(answered({{"WWW-Authenticate", value}}, {"u", Secret("p")}).empty());
  REQUIRE(answered({}, {"u", Secret("p")}).empty());
}
