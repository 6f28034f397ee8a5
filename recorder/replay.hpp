#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/http/transport.hpp"
#include "core/observe/secret.hpp"
#include "recorder/cassette.hpp"

namespace understudy::recorder {

struct ReplayOptions {
  // Signs the webhooks, and is whom texts come to before a request has said who asks: the default world's.
  Secret auth_token{"5eed5eed5eed5eed5eed5eed5eed5eed"};
  std::string account_sid = "ACc0ffee00c0ffee00c0ffee00c0ffee00";
  // The origin that webhooks go to instead of the recorded one. Without it only those go out whose recorded URL is on
  // this machine.
  std::optional<std::string> against;
  // Answers come at once, and webhooks one after the other as soon as their cause is answered; else both as recorded.
  bool instant = false;
};

// What became of a replay so far.
struct ReplayReport {
  int answered = 0;
  int unmatched = 0;
  int posted = 0;                    // webhooks that the app answered
  int unanswered = 0;                // webhooks that had no answer
  std::vector<std::string> skipped;  // webhooks that were not posted, and why
};

// Twilio, from a cassette: each request is answered by the first unused interaction that it matches, and what that one
// caused is posted to the app at the recorded distance, signed anew. A request that matches nothing is an error
// (`unmatched`) whose message names the nearest recorded interaction, each part that differs, and whether it was used.
class Replay {
 public:
  Replay(Executor& executor, Transport& webhooks, Cassette cassette, ReplayOptions options = {});
  ~Replay();

  // The recorded answer for a request, or the error that it had.
  Task<Result<Response>> answer(Request request);
  // A text from a phone: plays the recorded inbound webhook that has these values; `unmatched` when there is none left.
  Result<void> text_in(const std::string& from, const std::string& to, const std::string& body);
  bool idle() const;  // no webhook is waiting or in flight
  const ReplayReport& report() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The cassette as a network: to the client, the API. Takes as many turns of the executor as a network in memory.
class ReplayingTransport final : public Transport {
 public:
  ReplayingTransport(Executor& executor, Replay& replay) : executor_(executor), replay_(replay) {}
  Task<Result<Response>> roundtrip(Request request) override;

 private:
  Executor& executor_;
  Replay& replay_;
};

// The cassette as a service, for a port: what matches nothing is answered with 404 and the message in Twilio's error
// shape. Two paths of the control API lead here, too: GET /_understudy/v1/health, and POST /_understudy/v1/inbound for
// a text from a phone.
class ReplayService final : public Service {
 public:
  explicit ReplayService(Replay& replay) : replay_(replay) {}
  Task<Result<Response>> handle(Request request) override;

 private:
  Replay& replay_;
};

}  // namespace understudy::recorder
