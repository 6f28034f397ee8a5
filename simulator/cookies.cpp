#include "simulator/cookies.hpp"

#include <algorithm>
#include <charconv>

#include "core/http/url.hpp"

namespace understudy::simulator {
namespace {

// RFC 6265 §6.1 asks for at least so many.
constexpr std::size_t cookies_max = 50;

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Takes what stands before the mark, and the mark, off the front.
std::string_view take_until(std::string_view& text, char mark) {
  const auto at = text.find(mark);
  const std::string_view taken = text.substr(0, at);
  text = at == std::string_view::npos ? std::string_view{} : text.substr(at + 1);
  return trimmed(taken);
}

// "Thu, 01 Jan 1970 00:00:00 GMT", also with hyphens in the date.
std::optional<TimePoint> parse_http_date(std::string_view text) {
  std::string date(text);
  std::ranges::replace(date, '-', ' ');
  if (date.ends_with(" GMT")) date.replace(date.size() - 3, 3, "+0000");
  return parse_rfc2822(date);
}

std::optional<Duration> parse_max_age(std::string_view text) {
  long long seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  constexpr long long century = 100LL * 366 * 86'400;
  return std::chrono::seconds(std::clamp(seconds, -1LL, century));
}

bool ends_with_ignoring_case(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && equal_ignoring_case(text.substr(text.size() - end.size()), end);
}

bool is_below(std::string_view host, std::string_view domain) {
  return ends_with_ignoring_case(host, domain) && host.size() > domain.size() &&
         host[host.size() - domain.size() - 1] == '.';
}

// RFC 6265 §5.1.4
bool path_matches(std::string_view path, std::string_view cookie_path) {
  if (!path.starts_with(cookie_path)) return false;
  return path.size() == cookie_path.size() || cookie_path.ends_with('/') || path[cookie_path.size()] == '/';
}

std::string_view path_or_root(const Url& url) { return url.path.empty() ? std::string_view("/") : url.path; }

bool is_secure(const Url& url) { return equal_ignoring_case(url.scheme, "https"); }

}  // namespace

std::optional<CookieJar::Cookie> CookieJar::read(std::string_view line, std::string_view address, TimePoint now) {
  const auto url = Url::parse(address);
  std::string_view pair = take_until(line, ';');
  if (!url || pair.find('=') == std::string_view::npos) return std::nullopt;
  Cookie cookie;
  cookie.name = take_until(pair, '=');
  cookie.value = trimmed(pair);
  cookie.host = url->host;
  const std::string_view path = path_or_root(*url);
  const auto last_slash = path.rfind('/');
  cookie.path = last_slash == 0 ? "/" : path.substr(0, last_slash);
  bool has_max_age = false;
  while (!line.empty()) {
    std::string_view value = take_until(line, ';');
    const std::string_view attribute = take_until(value, '=');
    value = trimmed(value);
    if (equal_ignoring_case(attribute, "Path") && value.starts_with('/')) {
      cookie.path = value;
    } else if (equal_ignoring_case(attribute, "Secure")) {
      cookie.secure = true;
    } else if (equal_ignoring_case(attribute, "Max-Age")) {
      const auto age = parse_max_age(value);
      if (age) cookie.expires = now + *age;
      has_max_age = has_max_age || age;
    } else if (equal_ignoring_case(attribute, "Expires") && !has_max_age) {
      if (const auto date = parse_http_date(value)) cookie.expires = date;
    } else if (equal_ignoring_case(attribute, "Domain") && !value.empty()) {
      if (value.starts_with('.')) value.remove_prefix(1);
      if (!equal_ignoring_case(value, url->host) && !is_below(url->host, value)) return std::nullopt;
      cookie.host = value;
      cookie.below = true;
    }
  }
  if (cookie.name.empty()) return std::nullopt;
  return cookie;
}

void CookieJar::take(std::string_view url, const Headers& answer, TimePoint now) {
  for (const auto& [name, line] : answer) {
    if (!equal_ignoring_case(name, "Set-Cookie") || !is_one_line(line)) continue;
    auto cookie = read(line, url, now);
    if (!cookie) continue;
    const auto same = std::ranges::find_if(cookies_, [&](const Cookie& other) {
      return other.name == cookie->name && other.host == cookie->host && other.path == cookie->path;
    });
    if (same != cookies_.end()) {
      *same = std::move(*cookie);
    } else if (cookies_.size() < cookies_max) {
      cookies_.push_back(std::move(*cookie));
    }
  }
  std::erase_if(cookies_, [&](const Cookie& cookie) { return cookie.expires && *cookie.expires <= now; });
}

std::string CookieJar::header(std::string_view address, TimePoint now) const {
  const auto url = Url::parse(address);
  if (!url || cookies_.empty()) return {};
  std::vector<const Cookie*> sent;
  for (const Cookie& cookie : cookies_) {
    const bool host = equal_ignoring_case(url->host, cookie.host) || (cookie.below && is_below(url->host, cookie.host));
    const bool alive = !cookie.expires || *cookie.expires > now;
    if (host && alive && path_matches(path_or_root(*url), cookie.path) && (!cookie.secure || is_secure(*url))) {
      sent.push_back(&cookie);
    }
  }
  std::ranges::stable_sort(sent, [](const Cookie* a, const Cookie* b) { return a->path.size() > b->path.size(); });
  std::string header;
  for (const Cookie* cookie : sent) {
    header.append(header.empty() ? "" : "; ").append(cookie->name).append("=").append(cookie->value);
  }
  return header;
}

}  // namespace understudy::simulator
