// Webhooks on a port: says where it listens, prints each status it hears of, and ends with the first final one.
#include <cstdio>
#include <cstdlib>

#include "core/http/httplib_server.hpp"
#include "core/runtime/system_executor.hpp"
#include "core/webhook/receiver.hpp"

using namespace understudy;

int main(int argc, char** argv) {
  int port = argc > 1 ? std::atoi(argv[1]) : 3000;
  const char* secret = std::getenv("TWILIO_AUTH_TOKEN");
  Secret token(secret ? secret : "");
  SystemExecutor executor;
  bool finished = false;
  auto note = [&](const MessageSid& message, MessageStatus status) {
    std::printf("%s is %s\n", message.text().c_str(), to_string(status).data());
    finished = is_final(status);
  };

  WebhookReceiver receiver(executor, {.auth_token = token}, [&](const WebhookEvent& event) {
    if (auto* update = std::get_if<StatusUpdate>(&event); update && !update->stale)
      note(update->message, update->status);
    return WebhookReceiver::no_reply();
  });
  auto server = HttpServer::listen(executor, receiver, {.port = port});
  if (!server) {
    std::fprintf(stderr, "%s\n", server.error().message.c_str());
    return 1;
  }
  std::printf("listening on %s\n", (*server)->origin().c_str());
  std::fflush(stdout);
  executor.run_until([&] { return finished; });
}
