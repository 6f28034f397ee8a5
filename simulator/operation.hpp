#pragma once

#include <bitset>
#include <optional>
#include <span>
#include <string_view>

namespace understudy::simulator {

// What the world does for others, and where faults can strike. callback_inbound stays the last.
enum class Operation {
  messages_create,
  messages_list,
  messages_fetch,
  messages_update,
  messages_delete,
  media_list,
  media_fetch,
  media_delete,
  feedback_create,
  accounts_list,
  accounts_fetch,
  numbers_list,
  numbers_fetch,
  numbers_update,
  services_list,
  services_create,
  services_fetch,
  services_update,
  services_delete,
  pool_list,
  pool_add,
  pool_fetch,
  pool_remove,
  lookups_fetch,
  keys_list,
  keys_create,
  keys_fetch,
  keys_update,
  keys_delete,
  applications_list,
  applications_create,
  applications_fetch,
  applications_update,
  applications_delete,
  callback_status,
  callback_inbound,
};
inline constexpr std::size_t operations_count = 36;
std::string_view to_string(Operation operation);  // "messages.create" …

// Whether it is a request of ours to an app, which the app answers.
constexpr bool is_callback(Operation operation) { return operation >= Operation::callback_status; }

// Some of the operations.
class Operations {
 public:
  Operations() = default;
  Operations(Operation one) { add(one); }  // NOLINT: one of them is meant most often

  void add(Operation operation) { bits_.set(static_cast<std::size_t>(operation)); }
  void add(const Operations& others) { bits_ |= others.bits_; }
  bool contains(Operation operation) const { return bits_.test(static_cast<std::size_t>(operation)); }
  bool empty() const { return bits_.none(); }
  bool has_callbacks() const;
  bool has_requests() const;  // of the API
  bool operator==(const Operations&) const = default;

 private:
  std::bitset<operations_count> bits_;
};

// The words for them: each by its name, those of one kind as "messages.*" or "callback.*", and "*" for all that the API
// does, to which callbacks do not belong.
std::span<const std::string_view> operation_words();
Operations operations_of(std::string_view word);

}  // namespace understudy::simulator
