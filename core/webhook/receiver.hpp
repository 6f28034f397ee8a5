#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/http/transport.hpp"
#include "core/observe/observer.hpp"
#include "core/webhook/events.hpp"
#include "core/webhook/later_work.hpp"
#include "core/webhook/replay_guard.hpp"
#include "core/webhook/signature.hpp"
#include "core/webhook/status_book.hpp"

namespace understudy {

// Checks the signature of one webhook and reads it; POST or GET. `bad_signature` when the header is missing (400) or
// wrong (403), else `invalid_input`; the error's http_status is what Twilio's own middleware would answer.
Result<WebhookEvent> read_webhook(const Request& request, const Signer& signer);

// Whether a request is for who takes webhooks: a POST, or a GET whose query names a message. What else Twilio asks of
// an app is media. https://www.twilio.com/docs/messaging/guides/webhook-request
bool is_webhook(const Request& request);

// Receives webhooks: put it on a port with HttpServer, or call it in memory. Answers 404 where no webhook is expected,
// 405 to other methods than GET and POST, 400 without a signature header and 403 with a wrong one; else what the
// handler says, and 500 when it throws. A webhook that comes again is answered as before, without the handler. What was
// not answered with 2xx may come again.
class WebhookReceiver final : public Service {
 public:
  // Runs in the executor's turn and must not block. Its answer goes back to Twilio: TwiML, plain text, or nothing.
  using Handler = std::function<Response(const WebhookEvent&)>;
  // For work that takes its time. Twilio is answered before it begins; a task that fails is told to the exception sink,
  // and what is then to be done about its message is the app's own business.
  using Later = LaterWork::Work;

  struct Options {
    Secret auth_token{};
    // Where Twilio sees this server, such as "https://example.com", when a proxy or tunnel stands in front: it takes
    // the place of scheme, host and port in the URL that is checked. Never read from X-Forwarded headers by itself.
    std::optional<std::string> public_origin{};
    // What the proxy takes off the front of the path, such as "/twilio".
    std::string public_path_prefix{};
    // Where webhooks are expected, as Twilio sees it, without query and fragment; scheme and host in any letter case,
    // with the scheme's own port or without. Empty: everywhere.
    std::vector<std::string> allowed_urls{};
    // How long a webhook is known again. Nothing: whatever comes is new, for handlers that know by themselves.
    std::optional<Duration> replay_window = std::chrono::minutes(10);
    // When more wait, 503 is the answer. Twilio then asks again only if the URL's fragment says so, as "#rc=5&rp=all".
    // https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
    LaterLimits later{};
    std::shared_ptr<Observer> observer{};
  };

  WebhookReceiver(Executor& executor, Options options, Handler handler);
  WebhookReceiver(Executor& executor, Options options, Later later);
  WebhookReceiver(const WebhookReceiver&) = delete;
  WebhookReceiver& operator=(const WebhookReceiver&) = delete;
  // Drops the work that was left for later. Not from within a task.
  ~WebhookReceiver() override;

  Task<Result<Response>> handle(Request request) override;
  // Ends once no work is left for later: at a shutdown, after the server is gone and before this is.
  Task<> drain();

  // The answer that asks for nothing: 204.
  static Response no_reply() { return Response(204); }

 private:
  Response answer(Request request);
  Response take(WebhookEvent& event, const Request& request, WebhookTaken& taken);
  Result<WebhookEvent> read(const Request& request) const;
  std::string public_url(std::string url) const;
  void tell(WebhookTaken taken) const;
  void tell_failure(WebhookTaken taken, const Error& error) const;

  Executor& executor_;
  const Options options_;
  const std::set<std::string> allowed_;
  Signer signer_;
  std::optional<ReplayGuard> guard_;
  StatusBook statuses_;
  Handler handler_;
  std::unique_ptr<LaterWork> later_;
};

}  // namespace understudy
