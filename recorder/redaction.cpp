#include "recorder/redaction.hpp"

#include <algorithm>
#include <iterator>

#include "core/http/form.hpp"
#include "core/http/url.hpp"
#include "core/text/base64.hpp"
#include "core/webhook/signature.hpp"
#include "recorder/body.hpp"

#include <nlohmann/json.hpp>

namespace understudy::recorder {
namespace {

using Json = nlohmann::json;

// Credentials, what clients, servers and the proxies between them add of their own, and what is made anew when it goes
// out again.
constexpr std::string_view dropped_headers[] = {
    "Authorization",
    "Proxy-Authorization",
    "Proxy-Authenticate",
    "WWW-Authenticate",
    "Cookie",
    "Set-Cookie",
    signature_header,
    "Host",
    "Date",
    "Content-Length",
    "User-Agent",
    "Server",
    "Accept",
    "Accept-Charset",
    "Accept-Encoding",
    "Accept-Language",
    "Forwarded",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Real-IP",
    "Via",
};

bool is_dropped(std::string_view name) {
  return is_connection_field(name) ||
         std::any_of(std::begin(dropped_headers), std::end(dropped_headers),
                     [&](std::string_view dropped) { return equal_ignoring_case(dropped, name); });
}

// Where a string that begins at `text` ends, its quotes included.
std::size_t string_length(std::string_view text) {
  std::size_t i = 1;
  while (i < text.size() && text[i] != '"') i += text[i] == '\\' ? 2 : 1;
  return std::min(i + 1, text.size());
}

// A string as kept; one in which a secret hides behind escapes is written anew.
std::string keep_literal(std::string_view literal, std::string_view account, const Secrets& secrets) {
  if (literal.find('\\') == std::string_view::npos) return with_placeholders(literal, account, secrets);
  const Json value = Json::parse(literal, nullptr, false);
  if (!value.is_string()) return with_placeholders(literal, account, secrets);
  const auto& text = value.get_ref<const std::string&>();
  if (!secrets.found_in(text)) return with_placeholders(literal, account, secrets);
  const Json kept = with_placeholders(text, account, secrets);
  return kept.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// String by string, so that all else stays as it was written, and what is no JSON does no harm.
std::string keep_json(std::string_view json, std::string_view account, const Secrets& secrets) {
  std::string kept;
  while (!json.empty()) {
    const bool is_string = json.front() == '"';
    const std::size_t length = is_string ? string_length(json) : std::min(json.find('"'), json.size());
    const std::string_view piece = json.substr(0, length);
    kept += is_string ? keep_literal(piece, account, secrets) : with_placeholders(piece, account, secrets);
    json.remove_prefix(length);
  }
  return kept;
}

}  // namespace

void Redaction::learn(const Request& request) {
  for (std::string_view name : {"Authorization", "Proxy-Authorization"}) {
    const std::string_view header = request.headers.get(name);
    const std::string_view credentials = header.substr(std::min(header.find(' ') + 1, header.size()));
    secrets_.add(credentials);
    const auto user_and_password = base64_decode(credentials);
    if (!user_and_password) continue;
    const std::size_t colon = user_and_password->find(':');
    if (colon != std::string::npos) secrets_.add(std::string_view(*user_and_password).substr(colon + 1));
  }
  if (kind_of_body(request.headers) != BodyKind::form) return;
  for (const auto& [name, value] : decode_form(request.body)) {
    const auto url = Url::parse(value);
    const std::size_t colon = url ? url->user_info.find(':') : std::string::npos;
    if (colon == std::string::npos) continue;
    secrets_.add(std::string_view(url->user_info).substr(colon + 1));
    secrets_.add(percent_decode(std::string_view(url->user_info).substr(colon + 1)));
  }
}

void Redaction::learn(const Response& response) {
  const std::string_view body = response.body;
  for (const std::string_view tag : {"<Secret>", "<AuthToken>"}) {
    for (std::size_t at = body.find(tag); at != std::string_view::npos; at = body.find(tag, at + 1)) {
      const std::string_view rest = body.substr(at + tag.size());
      secrets_.add(rest.substr(0, rest.find('<')));
    }
  }
  if (kind_of_body(response.headers) != BodyKind::json) return;
  bool given_away = false;
  const auto look = [&](int, Json::parse_event_t event, Json& value) {
    if (event == Json::parse_event_t::key) given_away = value == "secret" || value == "auth_token";
    if (event == Json::parse_event_t::value && given_away && value.is_string()) {
      secrets_.add(value.get_ref<const std::string&>());
    }
    return true;
  };
  const Json unused = Json::parse(response.body, look, false);
}

Headers Redaction::keep(const Headers& headers, std::string_view account) const {
  Headers kept;
  // First of all, because it goes with the body.
  if (const auto type = headers.find("Content-Type")) {
    kept.add("Content-Type", with_placeholders(*type, account, secrets_));
  }
  for (const auto& [name, value] : headers) {
    if (is_dropped(name) || equal_ignoring_case(name, "Content-Type")) continue;
    kept.add(with_placeholders(name, account, secrets_), with_placeholders(value, account, secrets_));
  }
  return kept;
}

std::string Redaction::keep_form(std::string_view form, std::string_view account) const {
  Form kept;
  for (const auto& [name, value] : decode_form(form)) {
    kept.add(with_placeholders(name, account, secrets_), with_placeholders(value, account, secrets_));
  }
  std::string text = encode_form(kept);
  if (!secrets_.found_in(text)) return text;
  return encode_form(decode_form(with_secrets_struck(text, secrets_)));  // one that went over the end of a field
}

std::string Redaction::keep_body(const Headers& headers, std::string_view body, std::string_view account) const {
  switch (kind_of_body(headers)) {
    case BodyKind::form: return keep_form(body, account);
    case BodyKind::json: return keep_json(body, account, secrets_);
    case BodyKind::other: break;
  }
  return with_placeholders(body, account, secrets_);
}

std::string Redaction::keep_url(std::string_view url, std::string_view account) const {
  std::string kept;
  while (!url.empty()) {
    const std::size_t end = std::min(url.find_first_of("/?&=#:@"), url.size());
    const std::string_view piece = url.substr(0, end);
    const std::string kept_piece = with_placeholders(piece, account, secrets_);
    kept += secrets_.found_in(percent_decode(kept_piece)) ? "{secret}" : kept_piece;
    if (end < url.size()) kept += url[end];
    url.remove_prefix(std::min(end + 1, url.size()));
  }
  return with_secrets_struck(kept, secrets_);  // one that has such a separator in it
}

Request Redaction::keep(const Request& request, Interaction::Kind kind, std::string_view account) const {
  Request kept(request.method, {});
  if (kind == Interaction::Kind::request) {
    kept.url = keep_url(path_of(request.url), account);
    if (!kept.url.starts_with('/')) kept.url.insert(0, 1, '/');  // it was no URL
    const std::string query = keep_form(query_of(request.url), account);
    if (!query.empty()) kept.url += "?" + query;
  } else {
    kept.url = keep_url(request.url, account);
  }
  kept.headers = keep(request.headers, account);
  kept.body = keep_body(request.headers, request.body, account);
  return kept;
}

Response Redaction::keep(const Response& response, std::string_view account) const {
  Response kept(response.status);
  kept.headers = keep(response.headers, account);
  kept.body = keep_body(response.headers, response.body, account);
  return kept;
}

Error Redaction::keep(const Error& error, std::string_view account) const {
  // What a transport can say (core/http/transport.hpp); anything else ended the connection too.
  const bool known = error.code == ErrorCode::timeout || never_connected(error.code);
  return Error(known ? error.code : ErrorCode::connection_lost, with_placeholders(error.message, account, secrets_));
}

namespace {

std::string restore_form(std::string_view form, std::string_view account) {
  Form restored;
  for (const auto& [name, value] : decode_form(form)) {
    restored.add(without_placeholders(name, account), without_placeholders(value, account));
  }
  return encode_form(restored);
}

std::string restore_body(const Headers& headers, std::string_view body, std::string_view account) {
  if (kind_of_body(headers) == BodyKind::form) return restore_form(body, account);
  return without_placeholders(body, account);
}

Headers restore_headers(const Headers& kept, std::string_view account) {
  Headers restored;
  for (const auto& [name, value] : kept) {
    restored.add(without_placeholders(name, account), without_placeholders(value, account));
  }
  return restored;
}

}  // namespace

Request restore(const Request& kept, std::string_view account) {
  Request restored(kept.method, without_placeholders(kept.url, account));
  restored.headers = restore_headers(kept.headers, account);
  restored.body = restore_body(kept.headers, kept.body, account);
  return restored;
}

Response restore(const Response& kept, std::string_view account) {
  Response restored(kept.status);
  restored.headers = restore_headers(kept.headers, account);
  restored.body = restore_body(kept.headers, kept.body, account);
  return restored;
}

}  // namespace understudy::recorder
