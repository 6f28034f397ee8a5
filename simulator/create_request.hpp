#pragma once

#include <string>
#include <vector>

#include "core/http/form.hpp"
#include "core/http/message.hpp"
#include "simulator/account.hpp"
#include "simulator/answer.hpp"
#include "simulator/opt_out.hpp"

#include <tl/expected.hpp>

namespace understudy::simulator {

// A create that was found good.
struct NewMessage {
  std::string to;
  std::string from;         // empty: the service chooses
  std::string service_sid;  // empty: none
  std::string body;
  std::vector<std::string> media;
  std::string status_callback;  // empty: none
};

// The parameters of a request body, url-encoded or multipart. A body of another type has none, as for Twilio.
tl::expected<Form, Refusal> read_parameters(const Request& request);

// Checks the parameters as Twilio does; the first thing wrong is the answer.
// https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource
class CreateCheck {
 public:
  CreateCheck(const WorldConfig& config, const Account& account, const OptOuts& opt_outs)
      : config_(config), account_(account), opt_outs_(opt_outs) {}

  tl::expected<NewMessage, Refusal> check(const Form& form) const;

 private:
  using Objection = std::optional<Refusal>;
  Objection check_presence(const NewMessage& message, const Form& form) const;
  Objection check_addresses(const NewMessage& message) const;
  Objection check_sender(const NewMessage& message) const;
  Objection check_content(const NewMessage& message, const Form& form) const;
  Objection check_callback(const NewMessage& message) const;

  const WorldConfig& config_;
  const Account& account_;
  const OptOuts& opt_outs_;
};

}  // namespace understudy::simulator
