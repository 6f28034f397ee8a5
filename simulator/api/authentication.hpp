#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/observe/secret.hpp"
#include "simulator/api/answer.hpp"
#include "simulator/api_keys.hpp"
#include "simulator/config.hpp"

#include <tl/expected.hpp>

namespace understudy::simulator {

// The user name of an Authorization header; nothing where it has none that can be read.
std::optional<std::string> user_name_in(std::string_view authorization);

// Who comes in: with a token or a Main key, which may do all; with a Standard key, which manages neither keys nor the
// account; or with test credentials.
enum class Visitor { owner, standard_key, tester };

// Checks HTTP Basic credentials: the account SID with its auth token, API keys with their secrets, the parent
// account's, and the test credentials for their own account and where a path names none.
class Authentication {
 public:
  Authentication(const WorldConfig& config, std::span<const ApiKey> keys);

  // Whom the value of an Authorization header (empty: there is none) lets in to that account (empty: the path names
  // none), or why nobody. An account that is not there lets in whoever could get into another.
  tl::expected<Visitor, Refusal> admit(std::string_view authorization, std::string_view account) const;

  // The value of an Authorization header as it may be written down, without what could be a secret; and one that is
  // judged alike.
  std::string credentials_of(std::string_view authorization) const;
  std::string authorization_for(std::string_view credentials) const;

 private:
  struct Login {
    std::string user_name;
    Secret header;  // the whole value that a right request has
    Visitor visitor = Visitor::owner;
  };
  void add(const std::string& user_name, const Secret& password, Visitor visitor);
  tl::expected<Visitor, Refusal> at_the_door(const Login& login, std::string_view account) const;

  std::string test_account_;
  std::vector<Login> logins_;
};

}  // namespace understudy::simulator
