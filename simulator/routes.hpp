#pragma once

#include <string_view>

namespace understudy::simulator {

// What a path of the 2010 API names.
struct Route {
  enum class Resource { unknown, messages, message };
  std::string_view account;  // empty: no path of this API
  Resource resource = Resource::unknown;
  std::string_view message_sid;
};

// "/2010-04-01/Accounts/AC…/Messages.json" and the like. Other representations than JSON are unknown resources.
Route parse_route(std::string_view path);

}  // namespace understudy::simulator
