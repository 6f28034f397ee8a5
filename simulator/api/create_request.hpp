#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/http/form.hpp"
#include "core/http/message.hpp"
#include "core/runtime/time.hpp"
#include "simulator/api/answer.hpp"
#include "simulator/new_message.hpp"

#include <tl/expected.hpp>

namespace understudy::simulator {

class WorldState;

// The parameters of a request body, url-encoded or multipart. A body of another type has none, as for Twilio.
tl::expected<Form, Refusal> read_parameters(const Request& request);

// The names in a create that mean nothing to Twilio, such as a misspelt one: they are ignored, with a warning.
// https://www.twilio.com/docs/api/errors/20001
std::vector<std::string_view> unknown_parameters(const Form& form);

// Checks the parameters of a create as Twilio does; the first thing wrong is the answer.
// https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource
class CreateCheck {
 public:
  CreateCheck(const WorldState& world, TimePoint now) : world_(world), now_(now) {}
  // As the test credentials have it: one sender, magic numbers, and nothing that is the account's own.
  static CreateCheck for_test(const WorldState& world, TimePoint now) {
    CreateCheck check(world, now);
    check.for_test_ = true;
    return check;
  }

  tl::expected<NewMessage, Refusal> check(const Form& form) const;

 private:
  using Objection = std::optional<Refusal>;
  Objection check_presence(const NewMessage& message, const Form& form) const;
  Objection check_magic(const NewMessage& message) const;
  Objection fill_template(NewMessage& message, const Form& form) const;
  Objection check_addresses(const NewMessage& message) const;
  Objection check_fallback(const NewMessage& message, const Form& form) const;
  Objection check_sender(const NewMessage& message) const;
  Objection check_content(NewMessage& message, const Form& form) const;
  Objection check_options(NewMessage& message, const Form& form) const;
  Objection check_schedule(NewMessage& message, const Form& form) const;
  Objection check_callback(const NewMessage& message) const;
  Objection check_application(NewMessage& message, const Form& form) const;
  Objection check_mms(NewMessage& message) const;
  Objection check_queue(const NewMessage& message) const;

  const WorldState& world_;
  const TimePoint now_;
  bool for_test_ = false;
};

}  // namespace understudy::simulator
