#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "simulator/config.hpp"

namespace understudy::simulator {

// Which sender of a messaging service a message goes from. https://www.twilio.com/docs/messaging/services
//   - the one that this recipient heard from last, where the service sticks to it and it is still in the pool;
//   - else of those kinds that the destination allows the first that there is: short codes, names, numbers (Canada:
//     toll-free numbers before others);
//   - of these the ones of the recipient's country, else of the United States, else any;
//   - of these the ones of its area code, where the service matches those;
//   - of these the one that was used least, the earlier in the pool at a tie.
class SenderPool {
 public:
  // Empty when no sender of the pool can reach the recipient.
  std::string choose(const MessagingService& service, std::string_view to);

 private:
  std::map<std::string, std::uint64_t, std::less<>> uses_;
  std::map<std::string, std::string, std::less<>> last_;  // by recipient
};

}  // namespace understudy::simulator
