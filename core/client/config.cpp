#include "core/client/config.hpp"

#include <cstdlib>
#include <vector>

#include "core/http/message.hpp"
#include "core/http/url.hpp"
#include "core/message/sid.hpp"

#include <openssl/rand.h>

namespace understudy {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

std::string join(const std::vector<std::string>& parts) {
  std::string all;
  for (const auto& part : parts) all += (all.empty() ? "" : "; ") + part;
  return all;
}

Error wrong(std::string message) { return Error(ErrorCode::configuration, std::move(message)); }

// Credentials go there.
std::optional<Error> check_url(const std::string& name, const std::string& text) {
  auto url = Url::parse(text);
  if (!url) return wrong("the " + name + " should be an http or https URL, but is \"" + text + "\"");
  if (!equal_ignoring_case(url->scheme, "https") && !url->is_loopback()) {
    return wrong("the " + name + " " + url->origin() +
                 " would send credentials unencrypted; only loopback may do without https");
  }
  if (text.ends_with('/') || url->query || url->fragment)
    return wrong("the " + name + " should go without a slash, query or fragment at its end, but is \"" + text + "\"");
  return std::nullopt;
}

std::optional<Error> check_access(const Config& config) {
  const Credentials& who = config.credentials;
  if (who.account_sid.empty() && who.user_name.empty() && who.password.empty()) {
    return Error(ErrorCode::not_configured,
                 "the client has no credentials; Config::from_environment reads them from TWILIO_ACCOUNT_SID and "
                 "TWILIO_AUTH_TOKEN");
  }
  if (!is_sid(who.account_sid, "AC")) return wrong("the account SID should be \"AC\" and 32 hexadecimal digits");
  if (who.user_name.empty() || who.password.empty()) return wrong("there are no credentials");
  auto base = check_url("base URL", config.base_url);
  return base ? base : check_url("URL of Lookup", config.lookups_origin());
}

std::optional<Error> check_policies(const Config& config) {
  for (const Rate& rate : {config.limits.account, config.limits.sender}) {
    if (rate.per_second < 1 || rate.burst < 1)
      return wrong("a rate limit should be at least 1 a second, its burst at least 1");
  }
  const BreakerOptions& breaker = config.breaker;
  if (breaker.failures_to_open < 1 || breaker.successes_to_close < 1 || breaker.open_for < Duration{0}) {
    return wrong(
        "the circuit breaker should count at least 1 failure and 1 success, and stay open for no negative time");
  }
  const RetryTable& retry = config.retry;
  for (const RetryRule& rule :
       {retry.rate_limited, retry.unavailable, retry.server_error, retry.timeout, retry.connection}) {
    if (rule.base < Duration{0} || rule.ceiling < Duration{0}) return wrong("a retry should wait for no negative time");
  }
  if (config.concurrency.most < 1) return wrong("there should be room for at least 1 request at a time");
  if (config.retry_budget.allowance < 0 || config.retry_budget.ratio.denominator == 0)
    return wrong("the retry budget should be a ratio of numbers, and its allowance not below 0");
  if (config.contact_register && !config.do_not_contact)
    return wrong("a contact register wants do_not_contact, where its answers are kept");
  if (config.test_mode) {
    if (auto trouble = config.test_mode->check()) return trouble;
  }
  if (config.reconciliation.settle < Duration{0} || config.reconciliation.patience < Duration{0})
    return wrong("a reconciliation should take no negative time");
  if (config.timeout <= Duration{0}) return wrong("the time limit for a request should be above zero");
  return std::nullopt;
}

}  // namespace

std::optional<Error> Config::check() const {
  auto access = check_access(*this);
  return access ? access : check_policies(*this);
}

std::string_view to_string(OnAmbiguous choice) {
  switch (choice) {
    case OnAmbiguous::reconcile: return "reconcile";
    case OnAmbiguous::retry: return "retry";
    case OnAmbiguous::report: return "report";
  }
  return "unknown";
}

std::string Config::lookups_origin() const {
  if (!lookups_url.empty()) return lookups_url;
  return base_url == Config().base_url ? "https://lookups.twilio.com" : base_url;
}

std::vector<std::shared_ptr<const SendGate>> Config::all_gates() const {
  std::vector<std::shared_ptr<const SendGate>> all;
  if (opt_outs) all.push_back(opt_outs);
  if (do_not_contact) all.push_back(do_not_contact);
  all.insert(all.end(), gates.begin(), gates.end());
  return all;
}

Result<Config> Config::from_environment() {
  Config config;
  std::vector<std::string> wrong;

  config.credentials.account_sid = variable("TWILIO_ACCOUNT_SID");
  if (config.credentials.account_sid.empty()) {
    wrong.emplace_back("TWILIO_ACCOUNT_SID is not set");
  } else if (!is_sid(config.credentials.account_sid, "AC")) {
    wrong.emplace_back("TWILIO_ACCOUNT_SID should be \"AC\" and 32 hexadecimal digits");
  }

  std::string key = variable("TWILIO_API_KEY");
  std::string key_secret = variable("TWILIO_API_SECRET");
  std::string token = variable("TWILIO_AUTH_TOKEN");
  if (!key.empty() || !key_secret.empty()) {
    if (key.empty()) wrong.emplace_back("TWILIO_API_SECRET is set, but TWILIO_API_KEY is not");
    if (key_secret.empty()) wrong.emplace_back("TWILIO_API_KEY is set, but TWILIO_API_SECRET is not");
    if (!key.empty() && !is_sid(key, "SK"))
      wrong.emplace_back("TWILIO_API_KEY should be \"SK\" and 32 hexadecimal digits");
    config.credentials.user_name = key;
    config.credentials.password = Secret(key_secret);
  } else {
    if (token.empty()) wrong.emplace_back("neither TWILIO_AUTH_TOKEN nor TWILIO_API_KEY with TWILIO_API_SECRET is set");
    config.credentials.user_name = config.credentials.account_sid;
    config.credentials.password = Secret(token);
  }

  if (std::string base_url = variable("TWILIO_BASE_URL"); !base_url.empty()) {
    if (!Url::parse(base_url)) wrong.emplace_back("TWILIO_BASE_URL should be an http or https URL");
    config.base_url = base_url;
  }
  if (!wrong.empty()) return failure(ErrorCode::configuration, join(wrong));

  RAND_bytes(reinterpret_cast<unsigned char*>(&config.seed), sizeof config.seed);
  return config;
}

}  // namespace understudy
