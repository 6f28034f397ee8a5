#pragma once

#include <string>

#include "core/observe/secret.hpp"
#include "core/runtime/rng.hpp"
#include "simulator/config.hpp"
#include "simulator/shelf.hpp"

namespace understudy::simulator {

struct WorldNames;

// A user name and a password that can be taken back. https://www.twilio.com/docs/iam/api-keys
struct ApiKey {
  std::string sid;
  Secret secret;
  std::string friendly_name;
  bool main = false;  // may manage keys and the account, as the account's token may; those that the API makes may not
  Dates dates;
};

// The keys of an account: the configured one, and those that the API made.
class ApiKeys : public Shelf<ApiKey> {
 public:
  explicit ApiKeys(const WorldConfig& config);

  ApiKey& create(std::string friendly_name, TimePoint now);
  // The configured key, if it is still there, and all to come get other names than those of the world that this is a
  // copy of. Those that were made meanwhile open both.
  void rename(const WorldNames& names);

 private:
  std::string configured_;
  Rng draws_;
};

}  // namespace understudy::simulator
