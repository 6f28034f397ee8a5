#include "simulator/config.hpp"

#include <algorithm>
#include <array>

namespace understudy::simulator {
namespace {

constexpr std::array operations{Operation::messages_create, Operation::messages_list,   Operation::messages_fetch,
                                Operation::messages_update, Operation::messages_delete, Operation::feedback_create,
                                Operation::callback_status, Operation::callback_inbound};
static_assert(operations.size() == operations_count);

}  // namespace

std::string_view to_string(Operation operation) {
  switch (operation) {
    case Operation::messages_create: return "messages.create";
    case Operation::messages_list: return "messages.list";
    case Operation::messages_fetch: return "messages.fetch";
    case Operation::messages_update: return "messages.update";
    case Operation::messages_delete: return "messages.delete";
    case Operation::feedback_create: return "feedback.create";
    case Operation::callback_status: return "callback.status";
    case Operation::callback_inbound: return "callback.inbound";
  }
  return "";  // not an operation
}

std::optional<Operation> parse_operation(std::string_view text) {
  const auto found = std::ranges::find(operations, text, to_string);
  if (found == operations.end()) return std::nullopt;
  return *found;
}

}  // namespace understudy::simulator
