#include "simulator/api_keys.hpp"

#include "core/message/sid.hpp"
#include "simulator/world.hpp"

namespace understudy::simulator {
namespace {

// As long as Twilio's, of letters and digits: some SDKs refuse credentials with others.
std::string draw_secret(Rng& rng) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  constexpr std::size_t length = 32;
  std::string secret;
  for (std::size_t i = 0; i < length; ++i) secret += alphabet[rng.below(alphabet.size())];
  return secret;
}

}  // namespace

// By the account too, so that worlds of one seed in one place do not make the same keys.
ApiKeys::ApiKeys(const WorldConfig& config)
    : configured_(config.api_key_sid), draws_(Rng(config.seed).fork("api keys").fork(config.account_sid)) {
  ApiKey key;
  key.sid = config.api_key_sid;
  key.secret = config.api_key_secret;
  key.friendly_name = config.friendly_name;
  key.main = config.api_key_is_main;
  add(std::move(key));
}

ApiKey& ApiKeys::create(std::string friendly_name, TimePoint now) {
  ApiKey key;
  key.sid = make_sid("SK", draws_);
  key.secret = Secret(draw_secret(draws_));
  key.friendly_name = std::move(friendly_name);
  key.dates = {now, now};
  return add(std::move(key));
}

void ApiKeys::rename(const WorldNames& names) {
  if (ApiKey* key = find(configured_)) key->sid = names.api_key_sid;
  configured_ = names.api_key_sid;
  draws_ = draws_.fork(names.account_sid);
}

}  // namespace understudy::simulator
