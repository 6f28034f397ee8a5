#include "simulator/api/authentication.hpp"

#include <algorithm>

#include "core/http/message.hpp"
#include "core/text/base64.hpp"

namespace understudy::simulator {
namespace {

constexpr std::string_view scheme = "Basic ";

// What a 401 says is told apart by how far the credentials got.
Refusal no_credentials() { return {401, 20003, "Authentication Error - No credentials provided"}; }
Refusal unknown_user() { return {401, 20003, "Authentication Error - invalid username"}; }
Refusal wrong_password() { return {401, 20003, "Authenticate", "Your AccountSid or AuthToken was incorrect."}; }

// How credentials are written down: a word, and after one of the first two the user name that is known.
constexpr std::string_view right_for = "right ";
constexpr std::string_view wrong_for = "wrong ";
static_assert(right_for.size() == wrong_for.size());
constexpr std::string_view unknown = "unknown";

std::string header_with(std::string_view pair) { return std::string(scheme) + base64_encode(pair); }

}  // namespace

std::optional<std::string> user_name_in(std::string_view authorization) {
  if (!equal_ignoring_case(authorization.substr(0, scheme.size()), scheme)) return std::nullopt;
  const auto pair = base64_decode(authorization.substr(scheme.size()));
  return pair ? std::optional(pair->substr(0, pair->find(':'))) : std::nullopt;
}

Authentication::Authentication(const WorldConfig& config, std::span<const ApiKey> keys)
    : test_account_(config.test_account_sid) {
  add(config.account_sid, config.auth_token, Visitor::owner);
  for (const ApiKey& key : keys) add(key.sid, key.secret, key.main ? Visitor::owner : Visitor::standard_key);
  if (config.parent) add(config.parent->account_sid, config.parent->auth_token, Visitor::owner);
  add(config.test_account_sid, config.test_auth_token, Visitor::tester);
}

void Authentication::add(const std::string& user_name, const Secret& password, Visitor visitor) {
  // A user name has one password, the first: a parent that is the account itself, say, adds nothing.
  if (std::ranges::find(logins_, user_name, &Login::user_name) != logins_.end()) return;
  std::string pair = user_name + ":";
  pair += password.reveal();
  logins_.push_back({user_name, Secret(header_with(pair)), visitor});
}

// The test credentials' account is for them alone, and they are for no other.
tl::expected<Visitor, Refusal> Authentication::at_the_door(const Login& login, std::string_view account) const {
  const bool tester = login.visitor == Visitor::tester;
  if (account.empty() || tester == (account == test_account_)) return login.visitor;
  return tl::unexpected(wrong_password());
}

tl::expected<Visitor, Refusal> Authentication::admit(std::string_view authorization, std::string_view account) const {
  for (const Login& login : logins_) {
    if (login.header.equals(authorization)) return at_the_door(login, account);
  }
  if (!equal_ignoring_case(authorization.substr(0, scheme.size()), scheme)) return tl::unexpected(no_credentials());
  const auto pair = base64_decode(authorization.substr(scheme.size()));
  if (!pair) return tl::unexpected(no_credentials());
  const auto colon = pair->find(':');
  const std::string_view user_name = std::string_view(*pair).substr(0, colon);
  const auto known = std::ranges::find(logins_, user_name, &Login::user_name);
  if (known == logins_.end()) return tl::unexpected(unknown_user());
  // The scheme's letter case is free (RFC 9110 §11.1), so compare once more without it.
  if (known->header.equals(header_with(*pair))) return at_the_door(*known, account);
  return tl::unexpected(wrong_password());
}

std::string Authentication::credentials_of(std::string_view authorization) const {
  const auto user_name = user_name_in(authorization);
  if (!user_name) return "";
  const auto known = std::ranges::find(logins_, *user_name, &Login::user_name);
  if (known == logins_.end()) return std::string(unknown);
  const auto pair = base64_decode(authorization.substr(scheme.size()));
  const bool right = pair && known->header.equals(header_with(*pair));
  return std::string(right ? right_for : wrong_for) + known->user_name;
}

std::string Authentication::authorization_for(std::string_view credentials) const {
  if (credentials.empty()) return "";
  const std::string_view user_name = credentials.substr(std::min(right_for.size(), credentials.size()));
  const auto known = std::ranges::find(logins_, user_name, &Login::user_name);
  if (known == logins_.end()) return header_with(unknown);
  if (credentials.starts_with(right_for)) return std::string(known->header.reveal());
  return header_with(known->user_name + ":\x01");  // no password has a control character
}

}  // namespace understudy::simulator
