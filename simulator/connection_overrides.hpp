#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/runtime/time.hpp"
#include "simulator/replies.hpp"

namespace understudy::simulator {

// How hard Twilio tries to reach an app, as the fragment of the webhook's URL has it: "#rc=3&rp=5xx,ct&tt=8000".
// https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
struct ConnectionOverrides {
  Duration connect_timeout = std::chrono::seconds(5);  // ct
  Duration read_timeout = std::chrono::seconds(15);    // rt
  Duration total_time = std::chrono::seconds(15);      // tt: all tries together
  int retries = 1;                                     // rc
  // rp: after what there is a retry
  struct Policy {
    bool client_errors = false;    // 4xx
    bool server_errors = false;    // 5xx
    bool connect_failures = true;  // ct
    bool read_timeouts = false;    // rt
    bool operator==(const Policy&) const = default;
  } policy = {};
  bool check_name = true;               // sni
  std::vector<std::string> edges = {};  // e: the n-th retry leaves from the n-th; none: ashburn
  bool operator==(const ConnectionOverrides&) const = default;
};

struct ReadOverrides {
  ConnectionOverrides overrides = {};
  std::vector<Complaint> complaints = {};  // about values that do not count, as if they had not been given
};

// What the URL's fragment says. A fragment that says nothing of the kind changes nothing.
ReadOverrides read_overrides(std::string_view url);

}  // namespace understudy::simulator
