#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/observe/secret.hpp"
#include "simulator/api/answer.hpp"
#include "simulator/config.hpp"

namespace understudy::simulator {

// Checks HTTP Basic credentials: the account SID with its auth token, or the API key with its secret.
class Authentication {
 public:
  explicit Authentication(const WorldConfig& config);

  // Why the value of an Authorization header (empty: there is none) does not let anyone in; nothing when it does.
  std::optional<Refusal> check(std::string_view authorization) const;

 private:
  struct Login {
    std::string user_name;
    Secret header;  // the whole value that a right request has
  };
  static Login login(const std::string& user_name, const Secret& password);

  Login account_;
  Login api_key_;
};

}  // namespace understudy::simulator
