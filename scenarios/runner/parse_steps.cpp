#include "scenarios/runner/parse_steps.hpp"

#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace understudy::scenarios {
namespace {

void status_callback(Reading& in, const Field& field, OutgoingMessage& into) {
  bool none = field.value.is_scalar() && field.value.text == "none";
  if (none) {
    into.status_callback.clear();
  } else {
    in.read_url(field, into.status_callback);
  }
}

// One URL, or a list of them.
template <auto Member, class T>
void media_url(Reading& in, const Field& field, T& into) {
  bool list = field.value.kind == YamlValue::Kind::list;
  std::span<const YamlValue> urls =
      list ? std::span<const YamlValue>(field.value.items) : std::span<const YamlValue>(&field.value, 1);
  for (const YamlValue& url : urls) {
    std::string text;
    if (in.read_url({field.name, url}, text)) (into.*Member).push_back(std::move(text));
  }
}

constexpr std::array send_keys{
    Key<OutgoingMessage>{"to", Need::required, member<&OutgoingMessage::to>},
    Key<OutgoingMessage>{"from", Need::optional, member<&OutgoingMessage::from>},
    Key<OutgoingMessage>{"body", Need::optional, member<&OutgoingMessage::body>},
    Key<OutgoingMessage>{"messaging_service_sid", Need::optional, member<&OutgoingMessage::messaging_service_sid>},
    Key<OutgoingMessage>{"media_url", Need::optional, media_url<&OutgoingMessage::media_urls>},
    Key<OutgoingMessage>{"status_callback", Need::optional, status_callback},
};

// A number that may be none at all, such as the attempts of a send that the breaker held back.
template <auto Member, class T>
void count(Reading& in, const Field& field, T& into) {
  int value = 0;
  if (in.read_number_between(field, 0, 1000, value)) into.*Member = value;
}

constexpr std::array fails_keys{
    Key<ExpectedFailure>{"code", Need::optional, member<&ExpectedFailure::code>},
    Key<ExpectedFailure>{"error", Need::optional, member<&ExpectedFailure::error>},
    Key<ExpectedFailure>{"attempts", Need::optional, count<&ExpectedFailure::attempts>},
};

template <auto Member, class T>
void error_code(Reading& in, const Field& field, T& into) {
  in.read_error_code(field, into.*Member);
}

constexpr std::array expect_keys{
    Key<ExpectMessage>{"message", Need::required, member<&ExpectMessage::message>},
    Key<ExpectMessage>{"status", Need::optional, member<&ExpectMessage::status>},
    Key<ExpectMessage>{"attempts", Need::optional, count<&ExpectMessage::attempts>},
    Key<ExpectMessage>{"error_code", Need::optional, error_code<&ExpectMessage::error_code>},
    Key<ExpectMessage>{"num_segments", Need::optional, count<&ExpectMessage::num_segments>},
    Key<ExpectMessage>{"num_media", Need::optional, count<&ExpectMessage::num_media>},
    Key<ExpectMessage>{"to", Need::optional, member<&ExpectMessage::to>},
    Key<ExpectMessage>{"from", Need::optional, member<&ExpectMessage::from>},
    Key<ExpectMessage>{"body", Need::optional, member<&ExpectMessage::body>},
};

// A key of the pattern itself, where it stands in one mapping with others.
template <auto Member>
void in_pattern(Reading& in, const Field& field, ExpectCallback& into) {
  in.read(field, into.callback.*Member);
}
void in_pattern_error_code(Reading& in, const Field& field, ExpectCallback& into) {
  in.read_error_code(field, into.callback.error_code);
}

constexpr std::array expect_callback_keys{
    Key<ExpectCallback>{"message", Need::optional, in_pattern<&CallbackPattern::message>},
    Key<ExpectCallback>{"status", Need::optional, in_pattern<&CallbackPattern::status>},
    Key<ExpectCallback>{"error_code", Need::optional, in_pattern_error_code},
    Key<ExpectCallback>{"within", Need::required, member<&ExpectCallback::within>},
};

constexpr std::array pattern_keys{
    Key<CallbackPattern>{"message", Need::optional, member<&CallbackPattern::message>},
    Key<CallbackPattern>{"status", Need::optional, member<&CallbackPattern::status>},
    Key<CallbackPattern>{"error_code", Need::optional, error_code<&CallbackPattern::error_code>},
};

void pattern(Reading& in, const Field& field, NeverCallback& into) {
  read_mapping(in, field, pattern_keys, into.callback);
}

constexpr std::array never_keys{
    Key<NeverCallback>{"callback", Need::required, pattern},
    Key<NeverCallback>{"for", Need::required, member<&NeverCallback::span>},
};

template <auto Member>
void phone_number(Reading& in, const Field& field, TextIn& into) {
  in.read_phone_number(field, into.*Member);
}

constexpr std::array text_in_keys{
    Key<TextIn>{"from", Need::required, phone_number<&TextIn::from>},
    Key<TextIn>{"to", Need::required, phone_number<&TextIn::to>},
    Key<TextIn>{"body", Need::required, member<&TextIn::body>},
    Key<TextIn>{"media_url", Need::optional, media_url<&TextIn::media>},
};

// A step that is being read: it has no action until its verb is met.
struct Draft {
  std::optional<Action> action;
};

template <class T, const auto& keys>
void verb(Reading& in, const Field& field, Draft& step) {
  T action;
  read_mapping(in, field, keys, action);
  step.action = std::move(action);
}

void send(Reading& in, const Field& field, Draft& step) {
  Send send;
  send.message.status_callback = std::string(app_origin) + "/status";
  read_mapping(in, field, send_keys, send.message);
  step.action = std::move(send);
}

void advance(Reading& in, const Field& field, Draft& step) {
  Advance advance;
  in.read(field, advance.by);
  step.action = advance;
}

void as(Reading& in, const Field& field, Draft& step) {
  auto* send = step.action ? std::get_if<Send>(&*step.action) : nullptr;
  Capture capture;
  if (!send) {
    in.problems.add(field.value.place, "'as' captures the message of a 'send', and this step has none");
  } else if (in.read_new_name(field, capture.name)) {
    send->as = std::move(capture);
  }
}

void fails(Reading& in, const Field& field, Draft& step) {
  auto* send = step.action ? std::get_if<Send>(&*step.action) : nullptr;
  if (!send) return in.problems.add(field.value.place, "'fails' says how a 'send' fails, and this step has none");
  ExpectedFailure expected;
  read_mapping(in, field, fails_keys, expected);
  send->fails = expected;
  if (send->as)
    in.problems.add(field.value.place, "a 'send' that fails has no message to capture: 'as' or 'fails', not both");
}

// The verbs first, so that what goes with a verb finds it read.
constexpr std::size_t verb_count = 6;
constexpr std::array step_keys{
    Key<Draft>{"send", Need::optional, send},
    Key<Draft>{"expect", Need::optional, verb<ExpectMessage, expect_keys>},
    Key<Draft>{"expect_callback", Need::optional, verb<ExpectCallback, expect_callback_keys>},
    Key<Draft>{"never", Need::optional, verb<NeverCallback, never_keys>},
    Key<Draft>{"advance", Need::optional, advance},
    Key<Draft>{"text_in", Need::optional, verb<TextIn, text_in_keys>},
    Key<Draft>{"as", Need::optional, as},
    Key<Draft>{"fails", Need::optional, fails},
};

void check_one_verb(Reading& in, const YamlValue& step) {
  std::vector<std::string_view> met;
  for (std::size_t i = 0; i < verb_count; ++i) {
    if (step.at(step_keys[i].name)) met.push_back(step_keys[i].name);
  }
  if (met.size() > 1) {
    in.problems.add(step.place,
                    fmt::format("a step does one thing, and this one has '{}'; begin each with its own dash",
                                fmt::join(met, "' and '")));
  }
  if (!met.empty()) return;
  // A mistyped verb has been reported as an unknown key.
  for (const YamlValue::Member& member : step.members) {
    if (member.key != "as" && member.key != "fails") return;
  }
  std::vector<std::string_view> verbs;
  for (std::size_t i = 0; i < verb_count; ++i) verbs.push_back(step_keys[i].name);
  in.problems.add(step.place, fmt::format("a step does one of '{}', and this one does none", fmt::join(verbs, "', '")));
}

// Knows all names before the first step is read, so that a message can tell "later" from "never".
void collect_captures(Reading& in, const YamlValue& steps) {
  for (const YamlValue& step : steps.items) {
    const YamlValue* as = step.at("as");
    if (as && as->is_scalar()) in.captures_to_come.emplace(as->text, as->place);
  }
}

}  // namespace

void read_steps(Reading& in, const Field& field, std::vector<Step>& into) {
  if (field.value.kind != YamlValue::Kind::list || field.value.items.empty()) {
    in.problems.refuse(field, "a list of at least one step");
    return;
  }
  collect_captures(in, field.value);
  for (const YamlValue& item : field.value.items) {
    Draft step;
    read_mapping(in, {"step", item}, step_keys, step);
    if (item.kind == YamlValue::Kind::mapping) check_one_verb(in, item);
    if (step.action) into.push_back({item.place, std::move(*step.action)});
  }
}

}  // namespace understudy::scenarios
