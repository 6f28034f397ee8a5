#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/observe/secret.hpp"
#include "simulator/api/answer.hpp"
#include "simulator/config.hpp"

namespace understudy::simulator {

// The user name of an Authorization header; nothing where it has none that can be read.
std::optional<std::string> user_name_in(std::string_view authorization);

// Checks HTTP Basic credentials: the account SID with its auth token, an API key with its secret, the parent account's,
// and for its own account the test credentials.
class Authentication {
 public:
  explicit Authentication(const WorldConfig& config);

  // Why the value of an Authorization header (empty: there is none) does not let anyone in to that account; nothing
  // when it does. An account that is not there lets in whoever could get into another.
  std::optional<Refusal> check(std::string_view authorization, std::string_view account) const;

  // The value of an Authorization header as it may be written down, without what could be a secret; and one that is
  // judged alike.
  std::string credentials_of(std::string_view authorization) const;
  std::string authorization_for(std::string_view credentials) const;

 private:
  struct Login {
    std::string user_name;
    Secret header;  // the whole value that a right request has
    bool for_test;  // opens the test account, and nothing else
  };
  void add(const std::string& user_name, const Secret& password, bool for_test = false);

  std::string test_account_;
  std::vector<Login> logins_;
};

}  // namespace understudy::simulator
