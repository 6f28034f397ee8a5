#include "simulator/api/product.hpp"

#include <string>
#include <utility>

#include "core/http/message.hpp"

namespace understudy::simulator {
namespace {

// The first label of a host of Twilio's; empty for another's.
std::string_view product_in(std::string_view url) {
  constexpr std::string_view domain = ".twilio.com";
  const auto scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos) return {};
  url.remove_prefix(scheme_end + 3);
  const std::string_view host = url.substr(0, url.find_first_of(":/?#"));
  if (host.size() <= domain.size()) return {};
  if (!equal_ignoring_case(host.substr(host.size() - domain.size()), domain)) return {};
  return host.substr(0, host.find('.'));
}

}  // namespace

bool host_serves(std::string_view url, std::string_view path) {
  const std::string_view product = product_in(url);
  if (product.empty()) return true;
  constexpr std::pair<std::string_view, std::string_view> products[] = {
      {"/2010-04-01/", "api"}, {"/v1/Keys", "iam"}, {"/v1/", "messaging"}, {"/v2/", "lookups"}};
  for (const auto& [beginning, its_product] : products) {
    if (path.starts_with(beginning)) return equal_ignoring_case(product, its_product);
  }
  return true;
}

}  // namespace understudy::simulator
