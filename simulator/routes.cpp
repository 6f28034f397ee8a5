#include "simulator/routes.hpp"

namespace understudy::simulator {

Route parse_route(std::string_view path) {
  constexpr std::string_view accounts = "/2010-04-01/Accounts/";
  constexpr std::string_view collection = "/Messages";
  constexpr std::string_view json = ".json";
  Route route;
  if (!path.starts_with(accounts)) return route;
  path.remove_prefix(accounts.size());
  route.account = path.substr(0, path.find('/'));
  path.remove_prefix(route.account.size());
  if (!path.starts_with(collection) || !path.ends_with(json)) return route;
  path.remove_prefix(collection.size());
  path.remove_suffix(json.size());
  if (path.empty()) {
    route.resource = Route::Resource::messages;
  } else if (path.starts_with('/') && path.find('/', 1) == std::string_view::npos && path.size() > 1) {
    route.resource = Route::Resource::message;
    route.message_sid = path.substr(1);
  }
  return route;
}

}  // namespace understudy::simulator
