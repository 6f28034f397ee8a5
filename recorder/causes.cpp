#include "recorder/causes.hpp"

#include "core/http/form.hpp"
#include "core/http/url.hpp"
#include "recorder/body.hpp"

namespace understudy::recorder {
namespace {

using Kind = Interaction::Kind;

// Whether something may have come of a request though its answer does not name it: it was lost, or nobody could read
// it.
bool names_nothing(const Interaction& request) {
  if (!request.outcome) return true;
  const bool done = request.outcome->status >= 200 && request.outcome->status < 300;
  return done && request.request.method == "POST" && json_member(request.outcome->body, "sid").empty();
}

bool may_have_caused(const Interaction& earlier, const Form& callback) {
  const Form form = parameters_of(earlier.request);
  switch (earlier.kind) {
    case Kind::request: return names_nothing(earlier) && form.find("To") && form.get("To") == callback.get("To");
    case Kind::inbound: return form.get("From") == callback.get("To") && form.get("To") == callback.get("From");
    case Kind::callback: return false;
  }
  return false;
}

int find_cause(const std::vector<Interaction>& interactions, std::size_t callback, const MessageOrigins& origins) {
  const Form form = parameters_of(interactions[callback].request);
  const int origin = origins.find(std::string(form.get("MessageSid")));
  if (origin != 0 && origin < interactions[callback].id) return origin;
  for (std::size_t i = callback; i-- > 0;) {
    if (may_have_caused(interactions[i], form)) return interactions[i].id;
  }
  return 0;
}

}  // namespace

Form parameters_of(const Request& webhook) {
  return decode_form(webhook.method == "GET" ? query_of(webhook.url) : std::string_view(webhook.body));
}

void MessageOrigins::add(std::string message_sid, int id) {
  constexpr std::size_t most = 100'000;
  if (message_sid.empty() || !ids_.emplace(message_sid, id).second) return;
  in_order_.push_back(std::move(message_sid));
  if (in_order_.size() <= most) return;
  ids_.erase(in_order_.front());
  in_order_.pop_front();
}

int MessageOrigins::find(const std::string& message_sid) const {
  const auto found = ids_.find(message_sid);
  return found == ids_.end() ? 0 : found->second;
}

std::vector<Interaction> with_causes(std::vector<Interaction> interactions) {
  MessageOrigins origins;
  for (const auto& interaction : interactions) {
    if (interaction.kind != Kind::request || !interaction.outcome) continue;
    origins.add(json_member(interaction.outcome->body, "sid"), interaction.id);
  }
  for (std::size_t i = 0; i < interactions.size(); ++i) {
    if (interactions[i].kind != Kind::callback || interactions[i].caused_by != 0) continue;
    interactions[i].caused_by = find_cause(interactions, i, origins);
  }
  return interactions;
}

}  // namespace understudy::recorder
