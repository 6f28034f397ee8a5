// World files; and the world of one that is taken must run.
#include "core/runtime/time.hpp"
#include "simulator/world_file.hpp"
#include "tests/fuzz/places.hpp"
#include "tests/support/world_driver.hpp"

namespace understudy::fuzz {
namespace {

void check_runs(const simulator::WorldConfig& config) {
  test::WorldDriver driver(config);
  for (const char* const to : {"+15550100099", "+15005550001", "+447700900123"}) {
    Request request("POST",
                    std::string(test::twilio_origin) + "/2010-04-01/Accounts/" + config.account_sid + "/Messages.json");
    request.headers.add("Authorization", test::basic(config.account_sid, config.auth_token.reveal()));
    request.headers.add("Content-Type", form_content_type);
    request.body = encode_form({{"To", to}, {"From", "+15550100001"}, {"Body", "hi"}});
    auto reply = driver.world.handle(request, driver.now);
    if (reply.response) must(reply.response->status != 401, "a world takes its own credentials", reply.response->body);
  }
  driver.advance(std::chrono::minutes(1));
}

}  // namespace

void check(std::string_view input) {
  const auto setup = simulator::parse_world(input, "w.yaml");
  if (setup) {
    check_runs(setup->config);
  } else {
    must_name_places(setup.error().message, "w.yaml", input);
  }
  const auto over = simulator::read_world_over({}, input);
  must(over || !over.error().message.empty(), "what is wrong is said");
}

}  // namespace understudy::fuzz
