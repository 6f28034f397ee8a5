#include "core/http/url.hpp"

#include <string>

#include <catch2/catch.hpp>

using namespace understudy;

TEST_CASE("a URL falls into its parts as written") {
  auto url = Url::parse("HTTPS://user:pass@Example.COM:8443/a%20b//c?x=1&y#end?");
  REQUIRE(url);
  CHECK(url->scheme == "HTTPS");
  CHECK(url->user_info == "user:pass");
  CHECK(url->host == "Example.COM");
  CHECK(url->port == 8443);
  CHECK(url->path == "/a%20b//c");
  CHECK(url->query == "x=1&y");
  CHECK(url->fragment == "end?");
  CHECK(url->target() == "/a%20b//c?x=1&y");
  CHECK(url->origin() == "HTTPS://Example.COM:8443");
  CHECK(url->host_header() == "Example.COM:8443");
}

TEST_CASE("what a URL leaves out stays out, but has a meaning") {
  auto url = Url::parse("http://example.com");
  REQUIRE(url);
  CHECK(url->path.empty());
  CHECK_FALSE(url->query);
  CHECK_FALSE(url->port);
  CHECK(url->target() == "/");
  CHECK(url->effective_port() == 80);
  CHECK(Url::parse("https://example.com")->effective_port() == 443);
  CHECK(Url::parse("https://example.com?")->query == "");
  CHECK(Url::parse("https://example.com?x")->target() == "/?x");
}

TEST_CASE("an IPv6 address keeps its brackets") {
  auto url = Url::parse("http://[::1]:8080/x");
  REQUIRE(url);
  CHECK(url->host == "[::1]");
  CHECK(url->port == 8080);
  CHECK(Url::parse("http://[fe80::1]")->host == "[fe80::1]");
}

TEST_CASE("what is no absolute http or https URL is refused") {
  for (const char* text : {"",
                           "example.com",
                           "/path",
                           "ftp://example.com/",
                           "http:/example.com",
                           "http://",
                           "http:///path",
                           "http://:80/",
                           "http://user@/",
                           "http://@example.com/",
                           "http://example.com:/",
                           "http://example.com:x/",
                           "http://example.com:65536/",
                           "http://example.com:-1/",
                           "http://example.com:+80/",
                           "http://example.com:080/",
                           "http://a:b:80/",
                           "http://[::1",
                           "http://[::1]x/",
                           "http://::1/",
                           "http://exa mple.com/",
                           "http://example.com/a b",
                           "http://example.com/\r\nX: 1",
                           " http://example.com/"}) {
    CAPTURE(text);
    CHECK_FALSE(Url::parse(text));
  }
}

TEST_CASE("a loopback URL is one that never leaves the machine") {
  for (const char* text : {"http://localhost/", "http://LOCALHOST:80/", "http://a.b.localhost/", "http://127.0.0.1/",
                           "http://127.9.9.9:1/", "http://[::1]/"}) {
    CAPTURE(text);
    CHECK(Url::parse(text)->is_loopback());
  }
  for (const char* text : {"http://example.com/", "http://localhost.example.com/", "http://127.example.com/",
                           "http://128.0.0.1/", "http://notlocalhost/", "http://.localhost.example/"}) {
    CAPTURE(text);
    CHECK_FALSE(Url::parse(text)->is_loopback());
  }
}

TEST_CASE("path, query and target are found in absolute URLs and in bare targets") {
  struct Row {
    const char *url, *target, *path, *query;
  };
  const Row row = GENERATE(values<Row>({
      {"http://h/a/b?x=1#f", "/a/b?x=1", "/a/b", "x=1"},
      {"http://h", "/", "/", ""},
      {"http://h#f", "/", "/", ""},
      {"http://h?x=1", "?x=1", "/", "x=1"},
      {"/a?x=1", "/a?x=1", "/a", "x=1"},
      {"/a?u=http://h/b?c", "/a?u=http://h/b?c", "/a", "u=http://h/b?c"},
      {"/", "/", "/", ""},
  }));
  CAPTURE(row.url);
  CHECK(target_of(row.url) == row.target);
  CHECK(path_of(row.url) == row.path);
  CHECK(query_of(row.url) == row.query);
}

TEST_CASE("a reference means what RFC 3986 says it means in its document") {
  struct Case {
    const char* reference;
    const char* meant;
  };
  const auto [reference, meant] = GENERATE(
      Case{"g", "http://u:p@a:81/b/c/g"}, Case{"./g", "http://u:p@a:81/b/c/g"}, Case{"g/", "http://u:p@a:81/b/c/g/"},
      Case{"/g", "http://u:p@a:81/g"}, Case{"//g", "http://g"}, Case{"?y", "http://u:p@a:81/b/c/d;p?y"},
      Case{"g?y", "http://u:p@a:81/b/c/g?y"}, Case{"#s", "http://u:p@a:81/b/c/d;p?q#s"},
      Case{"", "http://u:p@a:81/b/c/d;p?q"}, Case{".", "http://u:p@a:81/b/c/"}, Case{"..", "http://u:p@a:81/b/"},
      Case{"../g", "http://u:p@a:81/b/g"}, Case{"../../../g", "http://u:p@a:81/g"}, Case{"/./g", "http://u:p@a:81/g"},
      Case{"g;x=1/../y", "http://u:p@a:81/b/c/y"}, Case{"https://x/y#z", "https://x/y#z"});
  INFO(reference);
  REQUIRE(resolve_url("http://u:p@a:81/b/c/d;p?q#f", reference) == std::optional<std::string>(meant));
  REQUIRE(resolve_url("http://a", "g") == std::optional<std::string>("http://a/g"));
}

TEST_CASE("a reference that is no http or https URL means nothing") {
  const auto reference = GENERATE("mailto:x@y", "ftp://a/b", "a b", "http://", "//");
  REQUIRE_FALSE(resolve_url("http://a/b", reference));
  REQUIRE_FALSE(resolve_url("nowhere", "/g"));
}

TEST_CASE("a URL is asked for without credentials and fragment") {
  REQUIRE(wire_url("https://user:p%40ss@a.example:8443/b?c=d@e#rc=3") == "https://a.example:8443/b?c=d@e");
  REQUIRE(wire_url("http://a.example/b@c") == "http://a.example/b@c");
}
