#pragma once

#include <cstdint>
#include <string>

namespace understudy::bench {

// Complete message lifecycles a second of one core: sent by the client, answered, sent on and delivered in virtual
// time, with both callbacks received. They are sent at `rate` a second of virtual time, so that about twice as many are
// under way at once. Everything on the wire is really encoded, signed, verified and decoded.
double lifecycles_per_second(int messages, int rate);
// The partner of that figure, which says what the machine can do: only the signatures of a lifecycle, two signed and
// two verified, and one answer parsed.
double signing_and_parsing_per_second(int messages);

// What a server made of some seconds of requests, on connections that each ask again as soon as they are answered.
struct LoadReport {
  std::uint64_t answers = 0;
  std::uint64_t fewest = 0;  // answers on one connection
  std::uint64_t most = 0;
  std::uint64_t wrong = 0;  // answers other than 201, and connections that ended
  double longest_wait = 0;  // for one answer, in seconds
};
LoadReport load(const std::string& host, int port, const std::string& request, int connections, double seconds);

}  // namespace understudy::bench
