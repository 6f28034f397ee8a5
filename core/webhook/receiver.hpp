#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/http/transport.hpp"
#include "core/webhook/events.hpp"
#include "core/webhook/signature.hpp"

namespace understudy {

// Checks the signature of one webhook and reads it; POST or GET. `bad_signature` when the header is missing or wrong.
Result<WebhookEvent> read_webhook(const Request& request, const Signer& signer);

// Whether a request is for who takes webhooks: a POST, or a GET whose query names a message. What else Twilio asks of
// an app is media. https://www.twilio.com/docs/messaging/guides/webhook-request
bool is_webhook(const Request& request);

// Receives webhooks: put it on a port with HttpServer, or call it in memory. Answers 400 without a signature header,
// 403 with a wrong one, 405 to other methods than GET and POST, as Twilio's own middleware does; else what the handler
// says.
class WebhookReceiver final : public Service {
 public:
  // Runs in the executor's turn and must not block. Its answer goes back to Twilio: TwiML, plain text, or nothing.
  using Handler = std::function<Response(const WebhookEvent&)>;

  struct Options {
    Secret auth_token{};
    // Where Twilio sees this server, such as "https://example.com", when a proxy or tunnel stands in front: it takes
    // the place of scheme, host and port in the URL that is checked. Never read from X-Forwarded headers by itself.
    std::optional<std::string> public_origin{};
  };

  WebhookReceiver(Options options, Handler handler);
  Task<Result<Response>> handle(Request request) override;

  // The answer that asks for nothing: 204.
  static Response no_reply() { return Response(204); }

 private:
  Response answer(Request request) const;

  Signer signer_;
  std::optional<std::string> public_origin_;
  Handler handler_;
};

}  // namespace understudy
