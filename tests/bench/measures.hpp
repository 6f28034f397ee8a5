#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace understudy::bench {

// Complete message lifecycles a second of one core: sent by the client, answered, sent on and delivered in virtual
// time, with both callbacks received. They are sent at `rate` a second of virtual time, so that about twice as many are
// under way at once. Everything on the wire is really encoded, signed, verified and decoded.
double lifecycles_per_second(int messages, int rate);
// The partner of that figure, which says what the machine can do: only the signatures of a lifecycle, two signed and
// two verified, and one answer parsed.
double signing_and_parsing_per_second(int messages);

// Grows one world to 1,000, 10,000 ... `messages` messages, each taken through its life in virtual time with its
// callbacks answered, and tells what things cost at each size: CPU time of one create (the mean since the size before),
// of one fetch and of lists of each kind; the memory that the process has gained, for each message.
using Tell = std::function<void(std::string_view what, std::size_t size, double figure)>;
void grow(std::size_t messages, const Tell& tell);

// Who asks a server: `busy` connections that ask again as soon as they are answered, for some seconds, and `idle` ones
// that ask once before that and once after it.
struct Load {
  std::string host;
  int port = 0;
  std::string request;
  int busy = 0;
  int idle = 0;
  double seconds = 0;
};
// What the server made of that; of the busy ones, but for the last two.
struct LoadReport {
  std::uint64_t answers = 0;
  std::uint64_t fewest = 0;  // answers on one connection
  std::uint64_t most = 0;
  std::uint64_t wrong = 0;       // answers other than 201, and connections that ended
  double longest_wait = 0;       // for one answer, in seconds
  std::uint64_t idle_lost = 0;   // idle ones that were not answered, with 201 and within ten seconds, each time
  double longest_idle_wait = 0;  // for the answer after the silence
};
LoadReport load(const Load& load);

// How long signed webhooks to a WebhookReceiver on a port wait for their answers, in milliseconds, while the work on
// each takes 50 ms more: so many at once over loopback, `each` on every connection.
struct WebhookWaits {
  double half = 0;        // of them were answered within
  double nearly_all = 0;  // 99 of 100 were
  int wrong = 0;          // answers other than 204
};
WebhookWaits webhook_waits(int connections, int each);

}  // namespace understudy::bench
