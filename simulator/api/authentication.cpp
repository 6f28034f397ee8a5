#include "simulator/api/authentication.hpp"

#include "core/http/message.hpp"
#include "core/text/base64.hpp"

namespace understudy::simulator {
namespace {

constexpr std::string_view scheme = "Basic ";

// What a 401 says is told apart by how far the credentials got.
Refusal no_credentials() { return {401, 20003, "Authentication Error - No credentials provided"}; }
Refusal unknown_user() { return {401, 20003, "Authentication Error - invalid username"}; }
Refusal wrong_password() { return {401, 20003, "Authenticate", "Your AccountSid or AuthToken was incorrect."}; }

}  // namespace

Authentication::Authentication(const WorldConfig& config)
    : account_(login(config.account_sid, config.auth_token)),
      api_key_(login(config.api_key_sid, config.api_key_secret)) {}

Authentication::Login Authentication::login(const std::string& user_name, const Secret& password) {
  std::string pair = user_name + ":";
  pair += password.reveal();
  return {user_name, Secret(std::string(scheme) + base64_encode(pair))};
}

std::optional<Refusal> Authentication::check(std::string_view authorization) const {
  if (account_.header.equals(authorization) || api_key_.header.equals(authorization)) return std::nullopt;
  if (!equal_ignoring_case(authorization.substr(0, scheme.size()), scheme)) return no_credentials();
  const auto pair = base64_decode(authorization.substr(scheme.size()));
  if (!pair) return no_credentials();
  const auto colon = pair->find(':');
  const std::string_view user_name = std::string_view(*pair).substr(0, colon);
  const Login* known = user_name == account_.user_name   ? &account_
                       : user_name == api_key_.user_name ? &api_key_
                                                         : nullptr;
  if (!known) return unknown_user();
  // The scheme's letter case is free (RFC 9110 §11.1), so compare once more without it.
  if (known->header.equals(std::string(scheme) + base64_encode(*pair))) return std::nullopt;
  return wrong_password();
}

}  // namespace understudy::simulator
