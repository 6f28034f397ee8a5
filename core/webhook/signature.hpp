#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/http/form.hpp"
#include "core/observe/secret.hpp"

namespace understudy {

inline constexpr std::string_view signature_header = "X-Twilio-Signature";

// The string that is signed: the URL as configured, without its fragment, then each parameter name with its value, in
// byte order of the names; a repeated name with its values made unique and sorted.
// https://www.twilio.com/docs/usage/security
std::string signed_string(std::string_view url, const Form& form);

// Signs and checks webhooks with one account's primary auth token: base64(HMAC-SHA1(token, signed_string)). Keeps the
// keyed context, which is what costs. Not for several threads at once.
class Signer {
 public:
  explicit Signer(const Secret& auth_token);
  Signer(const Signer& other);
  Signer(Signer&&) noexcept;
  Signer& operator=(Signer&&) noexcept;
  ~Signer();

  std::string sign(std::string_view url, const Form& form) const;
  std::string sign_string(std::string_view signed_string) const;
  // True when `signature` is that of the URL and form, with or without the scheme's standard port as Twilio's own
  // validators allow. Constant time in the signature.
  bool verify(std::string_view signature, std::string_view url, const Form& form) const;
  // The same for a JSON body: the URL must carry bodySHA256, the hex SHA-256 of the body.
  bool verify_json(std::string_view signature, std::string_view url, std::string_view body) const;

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace understudy
