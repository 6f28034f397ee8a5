// One message to whatever the environment points at: Twilio, or `understudy serve`.
#include <cstdio>

#include "core/client/client.hpp"

using namespace understudy;

namespace {

int complain(const Error& error) {
  std::fprintf(stderr, "%s\n", error.message.c_str());
  return 1;
}

}  // namespace

int main() {
  // TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN, or TWILIO_API_KEY with TWILIO_API_SECRET
  auto config = Config::from_environment();
  if (!config) return complain(config.error());
  Client client(*config);

  auto sent = client.send({.to = "+15550100099", .from = "+15550100001", .body = "hi"}).get();
  if (!sent) return complain(sent.error());
  std::printf("%s is %s\n", sent->message.sid.text().c_str(), to_string(sent->message.status).data());
}
