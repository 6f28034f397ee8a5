#include <cstdio>
#include <cstdlib>

#include "apps/commands.hpp"
#include "core/client/client.hpp"
#include "core/http/url.hpp"
#include "simulator/config.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace understudy::apps {
namespace {

struct SendOptions {
  OutgoingMessage message;
  std::string base_url;
};

// The environment's credentials; for a fake on this machine, the default world's will do.
Result<Config> find_config(const SendOptions& options) {
  if (!options.base_url.empty()) setenv("TWILIO_BASE_URL", options.base_url.c_str(), 1);
  const char* base_url = std::getenv("TWILIO_BASE_URL");
  auto target = Url::parse(base_url ? base_url : "");
  if (target && target->is_loopback() && !std::getenv("TWILIO_ACCOUNT_SID")) {
    simulator::WorldConfig world;
    Config config;
    config.credentials = {world.account_sid, world.account_sid, world.auth_token};
    config.base_url = base_url;
    return config;
  }
  auto config = Config::from_environment();
  if (!config) config.error().message += "; or name a fake on this machine with --base-url";
  return config;
}

Exit send(const SendOptions& options) {
  auto config = find_config(options);
  if (!config) return complain(Exit::input, config.error().message);
  Client client(std::move(*config));
  auto receipt = client.send(options.message).get();
  if (!receipt) {
    const Error& error = receipt.error();
    bool refused = error.http_status != 0;
    bool ours = error.code == ErrorCode::configuration;
    return complain(refused ? Exit::failed : ours ? Exit::input : Exit::environment, error.message);
  }
  const Message& message = receipt->message;
  fmt::print("{} {} {} segment{}\n", message.sid.text(), to_string(message.status), message.num_segments,
             message.num_segments == 1 ? "" : "s");
  return Exit::good;
}

}  // namespace

void add_send(CLI::App& app, Exit& exit) {
  auto options = std::make_shared<SendOptions>();
  CLI::App* command =
      app.add_subcommand("send", "Send one message through the client core, to the fake or the real service");
  command->add_option("--to", options->message.to, "Recipient, such as +15550100099")->required();
  command->add_option("--from", options->message.from, "Sender");
  command->add_option("--messaging-service-sid", options->message.messaging_service_sid,
                      "Messaging service that chooses the sender");
  command->add_option("--body", options->message.body, "Text");
  command->add_option("--status-callback", options->message.status_callback, "URL that status changes are posted to");
  command->add_option("--base-url", options->base_url,
                      "Where the service is; default TWILIO_BASE_URL, else Twilio itself");
  command->footer(
      "Credentials come from TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, or TWILIO_API_KEY and TWILIO_API_SECRET;\n"
      "for a fake on this machine the default world's are used where these are not set.");
  command->callback([options, &exit] { exit = send(*options); });
}

}  // namespace understudy::apps
