#include "simulator/config.hpp"

#include <algorithm>
#include <array>

namespace understudy::simulator {
namespace {

// In the order of the enumerators.
constexpr std::array<std::string_view, operations_count> operation_names{
    "messages.create", "messages.list",   "messages.fetch",  "messages.update", "messages.delete",
    "media.list",      "media.fetch",     "media.delete",    "feedback.create", "accounts.fetch",
    "numbers.list",    "numbers.fetch",   "numbers.update",  "services.list",   "services.create",
    "services.fetch",  "services.update", "services.delete", "pool.list",       "pool.add",
    "pool.fetch",      "pool.remove",     "lookups.fetch",   "callback.status", "callback.inbound"};
static_assert(operation_names.back() == "callback.inbound");
static_assert(static_cast<std::size_t>(Operation::callback_inbound) + 1 == operations_count);

}  // namespace

std::string_view to_string(AccountStatus status) {
  switch (status) {
    case AccountStatus::active: return "active";
    case AccountStatus::suspended: return "suspended";
    case AccountStatus::closed: return "closed";
  }
  return "";  // not a status
}

std::string_view to_string(FetchMedia which) {
  switch (which) {
    case FetchMedia::never: return "never";
    case FetchMedia::local: return "local";
    case FetchMedia::always: return "always";
  }
  return "";  // none of them
}

std::string_view to_string(Operation operation) { return operation_names[static_cast<std::size_t>(operation)]; }

std::optional<Operation> parse_operation(std::string_view text) {
  const auto found = std::ranges::find(operation_names, text);
  if (found == operation_names.end()) return std::nullopt;
  return static_cast<Operation>(found - operation_names.begin());
}

}  // namespace understudy::simulator
