#include "core/client/config.hpp"

#include <cstdlib>
#include <map>

#include <catch2/catch.hpp>

using namespace understudy;

namespace {

// The variables the client reads, set for one test and put back after it.
class Environment {
 public:
  explicit Environment(const std::map<std::string, std::string>& values) {
    for (const char* name : names) {
      if (const char* old = std::getenv(name)) before_[name] = old;
      unsetenv(name);
    }
    for (const auto& [name, value] : values) setenv(name.c_str(), value.c_str(), 1);
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  ~Environment() {
    for (const char* name : names) unsetenv(name);
    for (const auto& [name, value] : before_) setenv(name.c_str(), value.c_str(), 1);
  }

 private:
  static constexpr const char* names[] = {"TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_KEY",
                                          "TWILIO_API_SECRET", "TWILIO_BASE_URL"};
  std::map<std::string, std::string> before_;
};

const std::string account = "AC0123456789abcdef0123456789abcdef";
const std::string key = "SK0123456789abcdef0123456789abcdef";

}  // namespace

TEST_CASE("the environment's account and auth token make a config") {
  Environment environment({{"TWILIO_ACCOUNT_SID", account}, {"TWILIO_AUTH_TOKEN", "t0ken"}});
  auto config = Config::from_environment();
  REQUIRE(config);
  CHECK(config->credentials.user_name == account);
  CHECK(config->credentials.password.equals("t0ken"));
  CHECK(config->base_url == "https://api.twilio.com");
}

TEST_CASE("an API key in the environment wins over the auth token") {
  Environment environment({{"TWILIO_ACCOUNT_SID", account},
                           {"TWILIO_AUTH_TOKEN", "t0ken"},
                           {"TWILIO_API_KEY", key},
                           {"TWILIO_API_SECRET", "s3cret"},
                           {"TWILIO_BASE_URL", "http://127.0.0.1:8080"}});
  auto config = Config::from_environment();
  REQUIRE(config);
  CHECK(config->credentials.account_sid == account);
  CHECK(config->credentials.user_name == key);
  CHECK(config->credentials.password.equals("s3cret"));
  CHECK(config->base_url == "http://127.0.0.1:8080");
}

TEST_CASE("what is missing or malformed in the environment is named, its value never") {
  struct Case {
    std::map<std::string, std::string> values;
    std::string message;
  };
  auto c = GENERATE_COPY(values<Case>({
      {{}, "TWILIO_ACCOUNT_SID is not set; neither TWILIO_AUTH_TOKEN nor TWILIO_API_KEY with TWILIO_API_SECRET is set"},
      {{{"TWILIO_ACCOUNT_SID", account}}, "neither TWILIO_AUTH_TOKEN nor TWILIO_API_KEY with TWILIO_API_SECRET is set"},
      {{{"TWILIO_ACCOUNT_SID", "hunter2"}, {"TWILIO_AUTH_TOKEN", "t"}},
       "TWILIO_ACCOUNT_SID should be \"AC\" and 32 hexadecimal digits"},
      {{{"TWILIO_ACCOUNT_SID", account}, {"TWILIO_API_KEY", key}},
       "TWILIO_API_KEY is set, but TWILIO_API_SECRET is not"},
      {{{"TWILIO_ACCOUNT_SID", account}, {"TWILIO_API_SECRET", "hunter2"}},
       "TWILIO_API_SECRET is set, but TWILIO_API_KEY is not"},
      {{{"TWILIO_ACCOUNT_SID", account}, {"TWILIO_API_KEY", "hunter2"}, {"TWILIO_API_SECRET", "s"}},
       "TWILIO_API_KEY should be \"SK\" and 32 hexadecimal digits"},
      {{{"TWILIO_ACCOUNT_SID", account}, {"TWILIO_AUTH_TOKEN", "t"}, {"TWILIO_BASE_URL", "localhost"}},
       "TWILIO_BASE_URL should be an http or https URL"},
  }));
  Environment environment(c.values);
  auto config = Config::from_environment();
  REQUIRE_FALSE(config);
  CHECK(config.error().code == ErrorCode::configuration);
  CHECK(config.error().message == c.message);
  CHECK(config.error().message.find("hunter2") == std::string::npos);
}
