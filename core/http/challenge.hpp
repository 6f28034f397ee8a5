#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/http/message.hpp"
#include "core/observe/secret.hpp"

namespace understudy {

struct UserInfo {
  std::string user;
  Secret password;
};
// From what stands before the @ of a URL, percent-decoded.
UserInfo read_user_info(std::string_view user_info);

// The request that was answered with a challenge.
struct Challenged {
  std::string_view method;
  std::string_view target;  // path and query
};

// The Authorization for what a 401 asks for with WWW-Authenticate, the strongest it offers: Digest with SHA-256 or MD5
// and the quality "auth" or none (RFC 7616), or Basic (RFC 7617). Nothing when it offers no such. `client_nonce` should
// be new each time.
std::optional<Secret> answer_challenge(const Headers& refusal, const Challenged& request, const UserInfo& credentials,
                                       std::string_view client_nonce);

}  // namespace understudy
