#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/runtime/result.hpp"

namespace understudy {

// All messages go to one number, so that a rehearsal with real data reaches nobody. Not a gate, for it refuses nothing:
// it says where a message really goes before any request is made, and whom it was meant for stays known.
//
// Rules about the recipient (opt-outs, quiet hours, the do-not-contact register) are asked about whom it was meant for,
// so that the rehearsal shows what would happen; the allow list is asked about where it really goes.
struct TestMode {
  std::string redirect_to{};  // a number such as "+15005550006"

  // `configuration` when that is no number.
  std::optional<Error> check() const;
  bool operator==(const TestMode&) const = default;
};

struct Destination {
  std::string sent_to{};
  std::string meant_for{};
  bool is_redirected() const { return sent_to != meant_for; }
  bool operator==(const Destination&) const = default;
};

// Where a message to that address goes. A channel is kept, "whatsapp:…", for a sender serves one channel only.
Destination destination_of(std::string_view to, const std::optional<TestMode>& test_mode);

}  // namespace understudy
