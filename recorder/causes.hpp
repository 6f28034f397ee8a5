#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/http/form.hpp"
#include "recorder/cassette.hpp"

namespace understudy::recorder {

// The parameters of a webhook, by POST or GET.
Form parameters_of(const Request& webhook);

// Which request brought a message about, for as long as its callbacks may come. Bounded: the oldest messages are
// forgotten first, and found again by `with_causes` once the whole recording is there.
class MessageOrigins {
 public:
  void add(std::string message_sid, int id);
  int find(const std::string& message_sid) const;  // 0 when it is not known

 private:
  std::unordered_map<std::string, int> ids_;
  std::deque<std::string> in_order_;
};

// The interactions with the causes filled in that were not known while they were recorded: of a callback that came
// before the answer that names its message, or whose message no answer names. Then it is the last request to the same
// number whose answer was lost or names none, or the last text from that number, which the app may have answered in its
// reply.
std::vector<Interaction> with_causes(std::vector<Interaction> interactions);

}  // namespace understudy::recorder
