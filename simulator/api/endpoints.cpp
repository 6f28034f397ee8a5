#include "simulator/api/endpoints.hpp"

#include "simulator/api/product.hpp"
#include "simulator/api/resources.hpp"

namespace understudy::simulator {
namespace {

constexpr Endpoint table[] = {
    {"POST", "/2010-04-01/Accounts/{}/Messages", Operation::messages_create, "Message", create_message},
    {"GET", "/2010-04-01/Accounts/{}/Messages", Operation::messages_list, "Messages", list_messages},
    {"GET", "/2010-04-01/Accounts/{}/Messages/{}", Operation::messages_fetch, "Message", fetch_message},
    {"POST", "/2010-04-01/Accounts/{}/Messages/{}", Operation::messages_update, "Message", update_message},
    {"DELETE", "/2010-04-01/Accounts/{}/Messages/{}", Operation::messages_delete, "Message", delete_message},
    {"GET", "/2010-04-01/Accounts/{}/Messages/{}/Media", Operation::media_list, "MediaList", list_media},
    {"GET", "/2010-04-01/Accounts/{}/Messages/{}/Media/{}", Operation::media_fetch, "Media", fetch_media},
    {"DELETE", "/2010-04-01/Accounts/{}/Messages/{}/Media/{}", Operation::media_delete, "Media", delete_media},
    {"POST", "/2010-04-01/Accounts/{}/Messages/{}/Feedback", Operation::feedback_create, "Feedback", create_feedback},
    {"GET", "/2010-04-01/Accounts", Operation::accounts_list, "Accounts", list_accounts},
    {"GET", "/2010-04-01/Accounts/{}", Operation::accounts_fetch, "Account", fetch_account},
    {"GET", "/2010-04-01/Accounts/{}/Keys", Operation::keys_list, "Keys", list_keys},
    {"POST", "/2010-04-01/Accounts/{}/Keys", Operation::keys_create, "Key", create_key},
    {"GET", "/2010-04-01/Accounts/{}/Keys/{}", Operation::keys_fetch, "Key", fetch_key},
    {"POST", "/2010-04-01/Accounts/{}/Keys/{}", Operation::keys_update, "Key", update_key},
    {"DELETE", "/2010-04-01/Accounts/{}/Keys/{}", Operation::keys_delete, "Key", delete_key},
    {"GET", "/2010-04-01/Accounts/{}/Applications", Operation::applications_list, "Applications", list_applications},
    {"POST", "/2010-04-01/Accounts/{}/Applications", Operation::applications_create, "Application", create_application},
    {"GET", "/2010-04-01/Accounts/{}/Applications/{}", Operation::applications_fetch, "Application", fetch_application},
    {"POST", "/2010-04-01/Accounts/{}/Applications/{}", Operation::applications_update, "Application",
     update_application},
    {"DELETE", "/2010-04-01/Accounts/{}/Applications/{}", Operation::applications_delete, "Application",
     delete_application},
    {"GET", "/2010-04-01/Accounts/{}/IncomingPhoneNumbers", Operation::numbers_list, "IncomingPhoneNumbers",
     list_numbers},
    {"GET", "/2010-04-01/Accounts/{}/IncomingPhoneNumbers/{}", Operation::numbers_fetch, "IncomingPhoneNumber",
     fetch_number},
    {"POST", "/2010-04-01/Accounts/{}/IncomingPhoneNumbers/{}", Operation::numbers_update, "IncomingPhoneNumber",
     update_number},
    {"GET", "/v1/Services", Operation::services_list, "", list_services},
    {"POST", "/v1/Services", Operation::services_create, "", create_service},
    {"GET", "/v1/Services/{}", Operation::services_fetch, "", fetch_service},
    {"POST", "/v1/Services/{}", Operation::services_update, "", update_service},
    {"DELETE", "/v1/Services/{}", Operation::services_delete, "", delete_service},
    {"GET", "/v1/Services/{}/PhoneNumbers", Operation::pool_list, "", list_pool},
    {"POST", "/v1/Services/{}/PhoneNumbers", Operation::pool_add, "", add_to_pool},
    {"GET", "/v1/Services/{}/PhoneNumbers/{}", Operation::pool_fetch, "", fetch_from_pool},
    {"DELETE", "/v1/Services/{}/PhoneNumbers/{}", Operation::pool_remove, "", remove_from_pool},
    {"GET", "/v1/Keys", Operation::keys_list, "", list_keys},
    {"POST", "/v1/Keys", Operation::keys_create, "", create_key},
    {"GET", "/v1/Keys/{}", Operation::keys_fetch, "", fetch_key},
    {"POST", "/v1/Keys/{}", Operation::keys_update, "", update_key},
    {"DELETE", "/v1/Keys/{}", Operation::keys_delete, "", delete_key},
    {"GET", "/v2/PhoneNumbers/{}", Operation::lookups_fetch, "", fetch_lookup},
};

// The path without its extension.
std::string_view without_extension(std::string_view path, Representation& representation) {
  if (!path.starts_with("/2010-04-01/")) {
    representation = Representation::json;
    return path;
  }
  constexpr std::pair<std::string_view, Representation> extensions[] = {
      {".json", Representation::json}, {".xml", Representation::xml}, {".csv", Representation::csv}};
  for (const auto& [extension, meant] : extensions) {
    if (!path.ends_with(extension)) continue;
    representation = meant;
    path.remove_suffix(extension.size());
    return path;
  }
  representation = Representation::none;
  return path;
}

// Takes the first segment off, its slash too.
std::string_view next_segment(std::string_view& path) {
  path.remove_prefix(1);
  const std::string_view segment = path.substr(0, path.find('/'));
  path.remove_prefix(segment.size());
  return segment;
}

bool matches(std::string_view pattern, std::string_view path, std::array<std::string_view, 4>& ids) {
  std::size_t found = 0;
  while (!pattern.empty() && path.starts_with('/')) {
    const std::string_view wanted = next_segment(pattern);
    const std::string_view there = next_segment(path);
    if (there.empty() || (wanted != "{}" && wanted != there)) return false;
    if (wanted == "{}") ids[found++] = there;
  }
  return pattern.empty() && path.empty();
}

}  // namespace

std::string_view account_in(std::string_view path) {
  const std::string_view root = path.starts_with(content_root) ? content_root : api_2010;
  if (!path.starts_with(root)) return {};
  path.remove_prefix(root.size());
  const std::string_view account = path.substr(0, path.find('/'));
  return account.substr(0, account.find('.'));
}

std::span<const Endpoint> endpoints() { return table; }

Route route(std::string_view method, std::string_view path, Call& call) {
  call.path = path;
  const std::string_view bare = without_extension(path, call.representation);
  Route found;
  if (!host_serves(call.request.url, path)) return found;
  for (const Endpoint& endpoint : table) {
    if (!matches(endpoint.path, bare, call.ids)) continue;
    found.known_path = true;
    if (endpoint.method != method) continue;
    found.endpoint = &endpoint;
    return found;
  }
  return found;
}

}  // namespace understudy::simulator
