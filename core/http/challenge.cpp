#include "core/http/challenge.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/http/form.hpp"
#include "core/text/base64.hpp"
#include "core/text/digest.hpp"

#include <fmt/format.h>

namespace understudy {
namespace {

struct Challenge {
  std::string scheme;
  std::vector<std::pair<std::string, std::string>> parameters = {};

  std::string_view get(std::string_view name) const {
    for (const auto& [key, value] : parameters) {
      if (equal_ignoring_case(key, name)) return value;
    }
    return {};
  }
};

// Reads the challenges of one header: schemes, each with parameters, all separated by commas (RFC 9110 §11.6.1).
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  std::vector<Challenge> challenges() {
    std::vector<Challenge> all;
    while (!rest_.empty()) {
      skip(" \t,");
      std::string word = take_word();
      skip(" \t");
      if (!word.empty() && rest_.starts_with('=')) {
        rest_.remove_prefix(1);
        skip(" \t");
        std::string value = take_value();
        if (!all.empty()) all.back().parameters.emplace_back(std::move(word), std::move(value));
      } else if (!word.empty()) {
        all.push_back({std::move(word)});
      } else if (!rest_.empty()) {
        rest_.remove_prefix(1);  // nothing that could be understood begins here
      }
    }
    return all;
  }

 private:
  void skip(std::string_view characters) {
    rest_.remove_prefix(std::min(rest_.size(), rest_.find_first_not_of(characters)));
  }
  std::string take_word() {
    const std::string_view word = rest_.substr(0, rest_.find_first_of(" \t,=\""));
    rest_.remove_prefix(word.size());
    return std::string(word);
  }
  std::string take_value() {
    if (!rest_.starts_with('"')) return take_word();
    rest_.remove_prefix(1);
    std::string value;
    while (!rest_.empty() && rest_.front() != '"') {
      if (rest_.front() == '\\' && rest_.size() > 1) rest_.remove_prefix(1);
      value += rest_.front();
      rest_.remove_prefix(1);
    }
    if (!rest_.empty()) rest_.remove_prefix(1);
    return value;
  }

  std::string_view rest_;
};

bool offers_quality(std::string_view list, std::string_view wanted) {
  while (!list.empty()) {
    const auto comma = list.find(',');
    std::string_view quality = list.substr(0, comma);
    list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
    while (quality.starts_with(' ')) quality.remove_prefix(1);
    while (quality.ends_with(' ')) quality.remove_suffix(1);
    if (equal_ignoring_case(quality, wanted)) return true;
  }
  return false;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

// How much a challenge is liked; 0 when it cannot be met.
int strength(const Challenge& challenge) {
  if (equal_ignoring_case(challenge.scheme, "Basic")) return 1;
  if (!equal_ignoring_case(challenge.scheme, "Digest")) return 0;
  const std::string_view algorithm = challenge.get("algorithm");
  const std::string_view quality = challenge.get("qop");
  if (challenge.get("nonce").empty() || (!quality.empty() && !offers_quality(quality, "auth"))) return 0;
  if (equal_ignoring_case(algorithm, "SHA-256")) return 3;
  return algorithm.empty() || equal_ignoring_case(algorithm, "MD5") ? 2 : 0;
}

std::string digest(const Challenge& challenge, const Challenged& request, const UserInfo& credentials,
                   std::string_view client_nonce) {
  const std::string_view algorithm = challenge.get("algorithm");
  const Hash hash = equal_ignoring_case(algorithm, "SHA-256") ? Hash::sha256 : Hash::md5;
  const std::string_view realm = challenge.get("realm");
  const std::string_view nonce = challenge.get("nonce");
  constexpr std::string_view count = "00000001";
  const bool has_quality = !challenge.get("qop").empty();
  const std::string who =
      hex_digest(hash, fmt::format("{}:{}:{}", credentials.user, realm, credentials.password.reveal()));
  const std::string what = hex_digest(hash, fmt::format("{}:{}", request.method, request.target));
  const std::string response =
      hex_digest(hash, has_quality ? fmt::format("{}:{}:{}:{}:auth:{}", who, nonce, count, client_nonce, what)
                                   : fmt::format("{}:{}:{}", who, nonce, what));
  std::string text =
      fmt::format("Digest username={}, realm={}, nonce={}, uri={}, response=\"{}\"", quoted(credentials.user),
                  quoted(realm), quoted(nonce), quoted(request.target), response);
  if (!algorithm.empty()) text += fmt::format(", algorithm={}", algorithm);
  if (has_quality) text += fmt::format(", qop=auth, nc={}, cnonce=\"{}\"", count, client_nonce);
  const std::string_view opaque = challenge.get("opaque");
  if (!opaque.empty()) text += fmt::format(", opaque={}", quoted(opaque));
  return text;
}

}  // namespace

UserInfo read_user_info(std::string_view user_info) {
  const auto colon = user_info.find(':');
  const std::string_view password = colon == std::string_view::npos ? std::string_view{} : user_info.substr(colon + 1);
  return {percent_decode(user_info.substr(0, colon)), Secret(percent_decode(password))};
}

std::optional<Secret> answer_challenge(const Headers& refusal, const Challenged& request, const UserInfo& credentials,
                                       std::string_view client_nonce) {
  Challenge best;
  for (const auto& [name, value] : refusal) {
    if (!equal_ignoring_case(name, "WWW-Authenticate")) continue;
    for (Challenge& challenge : Reader(value).challenges()) {
      if (strength(challenge) > strength(best)) best = std::move(challenge);
    }
  }
  switch (strength(best)) {
    case 0: return std::nullopt;
    case 1:
      return Secret("Basic " + base64_encode(fmt::format("{}:{}", credentials.user, credentials.password.reveal())));
    default: return Secret(digest(best, request, credentials, client_nonce));
  }
}

}  // namespace understudy
