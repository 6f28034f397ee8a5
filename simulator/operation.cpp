#include "simulator/operation.hpp"

#include <array>
#include <set>
#include <string>
#include <vector>

namespace understudy::simulator {
namespace {

// In the order of the enumerators.
constexpr std::array<std::string_view, operations_count> names{
    "messages.create",     "messages.list",      "messages.fetch",
    "messages.update",     "messages.delete",    "media.list",
    "media.fetch",         "media.delete",       "feedback.create",
    "accounts.list",       "accounts.fetch",     "numbers.list",
    "numbers.fetch",       "numbers.update",     "services.list",
    "services.create",     "services.fetch",     "services.update",
    "services.delete",     "pool.list",          "pool.add",
    "pool.fetch",          "pool.remove",        "lookups.fetch",
    "keys.list",           "keys.create",        "keys.fetch",
    "keys.update",         "keys.delete",        "applications.list",
    "applications.create", "applications.fetch", "applications.update",
    "applications.delete", "callback.status",    "callback.inbound"};
static_assert(names.back() == "callback.inbound");
static_assert(static_cast<std::size_t>(Operation::callback_inbound) + 1 == operations_count);

// "messages.*" of "messages.create".
std::string kind_of(std::string_view name) { return std::string(name.substr(0, name.find('.') + 1)) + '*'; }

template <class Wanted>
bool any_of(const Operations& operations, Wanted wanted) {
  for (std::size_t i = 0; i < operations_count; ++i) {
    const auto operation = static_cast<Operation>(i);
    if (operations.contains(operation) && wanted(operation)) return true;
  }
  return false;
}

}  // namespace

std::string_view to_string(Operation operation) { return names[static_cast<std::size_t>(operation)]; }

bool Operations::has_callbacks() const { return any_of(*this, is_callback); }
bool Operations::has_requests() const {
  return any_of(*this, [](Operation operation) { return !is_callback(operation); });
}

std::span<const std::string_view> operation_words() {
  static const auto kinds = [] {
    std::set<std::string> all;
    for (std::string_view name : names) all.insert(kind_of(name));
    return all;
  }();
  static const auto words = [] {
    std::vector<std::string_view> all(names.begin(), names.end());
    all.emplace_back("*");
    all.insert(all.end(), kinds.begin(), kinds.end());
    return all;
  }();
  return words;
}

Operations operations_of(std::string_view word) {
  Operations found;
  for (std::size_t i = 0; i < operations_count; ++i) {
    const auto operation = static_cast<Operation>(i);
    const bool meant = names[i] == word || kind_of(names[i]) == word || (word == "*" && !is_callback(operation));
    if (meant) found.add(operation);
  }
  return found;
}

}  // namespace understudy::simulator
