#include "core/http/url.hpp"

#include <charconv>

#include "core/http/message.hpp"

namespace understudy {
namespace {

std::string_view without_fragment(std::string_view url) { return url.substr(0, url.find('#')); }

std::optional<int> parse_port(std::string_view digits) {
  int port = 0;
  if (digits.starts_with('0') && digits != "0") return std::nullopt;  // would not come out as it went in
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc{} || end != digits.data() + digits.size() || port < 0 || port > 65535) return std::nullopt;
  return port;
}

// RFC 3986 §5.2.4, for a path that begins with a slash.
std::string without_dots(std::string_view path) {
  std::string kept;
  while (!path.empty()) {
    const auto next = path.find('/', 1);
    const std::string_view segment = path.substr(0, next);
    path = next == std::string_view::npos ? std::string_view{} : path.substr(next);
    if (segment == "/..") kept.erase(kept.empty() ? 0 : kept.rfind('/'));
    const bool dots = segment == "/." || segment == "/..";
    if (!dots) kept += segment;
    if (dots && path.empty()) kept += '/';
  }
  return kept;
}

bool has_scheme(std::string_view reference) {
  const auto end = reference.find_first_of(":/?#");
  return end != std::string_view::npos && end > 0 && reference[end] == ':';
}

}  // namespace

std::optional<Url> Url::parse(std::string_view text) {
  Url url;
  auto scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos) return std::nullopt;
  url.scheme = text.substr(0, scheme_end);
  if (!equal_ignoring_case(url.scheme, "http") && !equal_ignoring_case(url.scheme, "https")) return std::nullopt;
  for (char c : text) {
    if (static_cast<unsigned char>(c) <= ' ' || c == 0x7f) return std::nullopt;
  }
  std::string_view rest = text.substr(scheme_end + 3);

  if (auto hash = rest.find('#'); hash != std::string_view::npos) {
    url.fragment = rest.substr(hash + 1);
    rest = rest.substr(0, hash);
  }
  if (auto mark = rest.find('?'); mark != std::string_view::npos) {
    url.query = rest.substr(mark + 1);
    rest = rest.substr(0, mark);
  }
  auto slash = rest.find('/');
  std::string_view authority = rest.substr(0, slash);
  if (slash != std::string_view::npos) url.path = rest.substr(slash);

  if (auto at = authority.rfind('@'); at != std::string_view::npos) {
    if (at == 0) return std::nullopt;
    url.user_info = authority.substr(0, at);
    authority = authority.substr(at + 1);
  }
  std::size_t host_end = 0;
  if (authority.starts_with('[')) {
    host_end = authority.find(']');
    if (host_end == std::string_view::npos) return std::nullopt;
    ++host_end;
    if (host_end < authority.size() && authority[host_end] != ':') return std::nullopt;
  }
  if (auto colon = authority.find(':', host_end); colon != std::string_view::npos) {
    url.port = parse_port(authority.substr(colon + 1));
    if (!url.port) return std::nullopt;
    authority = authority.substr(0, colon);
  }
  if (authority.empty()) return std::nullopt;
  url.host = authority;
  return url;
}

std::string Url::text() const {
  std::string all = scheme + "://";
  if (!user_info.empty()) all += user_info + "@";
  all += host_header() + path;
  if (query) all += "?" + *query;
  if (fragment) all += "#" + *fragment;
  return all;
}

std::string Url::origin() const { return scheme + "://" + host_header(); }

std::string Url::target() const {
  std::string all = path.empty() ? "/" : path;
  if (query) all += "?" + *query;
  return all;
}

std::string Url::host_header() const { return port ? host + ":" + std::to_string(*port) : host; }

int Url::effective_port() const { return port.value_or(equal_ignoring_case(scheme, "https") ? 443 : 80); }

bool Url::is_loopback() const {
  std::string_view name = host;
  if (name == "[::1]") return true;
  if (equal_ignoring_case(name, "localhost")) return true;
  constexpr std::string_view suffix = ".localhost";
  if (name.size() > suffix.size() && equal_ignoring_case(name.substr(name.size() - suffix.size()), suffix)) return true;
  // An IPv4 address, not a name such as 127.example.com
  return name.starts_with("127.") && name.find_first_not_of("0123456789.") == std::string_view::npos;
}

std::optional<std::string> resolve_url(std::string_view base, std::string_view reference) {
  auto url = Url::parse(base);
  if (!url) return std::nullopt;
  const auto checked = [](std::string text) {
    return Url::parse(text) ? std::optional(std::move(text)) : std::nullopt;
  };
  if (has_scheme(reference)) return checked(std::string(reference));
  if (reference.starts_with("//")) return checked(url->scheme + ":" + std::string(reference));

  const auto split = [&](char mark) {
    const auto at = reference.find(mark);
    std::optional<std::string> behind;
    if (at != std::string_view::npos) behind = reference.substr(at + 1);
    reference = reference.substr(0, at);
    return behind;
  };
  url->fragment = split('#');
  auto query = split('?');
  if (!reference.empty() || query) url->query = std::move(query);
  if (!reference.empty()) {
    const std::string folder = url->path.substr(0, url->path.rfind('/') + 1);
    const std::string before = reference.starts_with('/') ? "" : folder.empty() ? "/" : folder;
    url->path = without_dots(before + std::string(reference));
  }
  return checked(url->text());
}

std::string wire_url(std::string_view url) {
  url = without_fragment(url);
  if (url.find('@') == std::string_view::npos) return std::string(url);
  auto parsed = Url::parse(url);
  if (!parsed) return std::string(url);
  parsed->user_info.clear();
  return parsed->text();
}

std::string_view target_of(std::string_view url) {
  url = without_fragment(url);
  if (auto scheme_end = url.find("://"); scheme_end != std::string_view::npos && scheme_end < url.find_first_of("/?")) {
    auto path = url.find_first_of("/?", scheme_end + 3);
    return path == std::string_view::npos ? std::string_view("/") : url.substr(path);
  }
  return url;
}

std::string_view path_of(std::string_view url) {
  std::string_view target = target_of(url);
  return target.starts_with('?') ? std::string_view("/") : target.substr(0, target.find('?'));
}

std::string_view query_of(std::string_view url) {
  std::string_view target = target_of(url);
  auto mark = target.find('?');
  return mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
}

}  // namespace understudy
