#include "scenarios/runner/parse.hpp"

#include <array>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

#include "core/message/phone_number.hpp"
#include "scenarios/runner/mapping.hpp"
#include "scenarios/runner/parse_steps.hpp"

#include <fmt/format.h>

namespace understudy::scenarios {
namespace {

void number(Reading& in, const Field& field, simulator::Number& into) {
  std::string text;
  if (!in.read(field, text)) return;
  if (PhoneNumber::parse(text)) {
    into.number = std::move(text);
  } else {
    in.refuse(field, "a number in E.164 form like +15550100001");
  }
}

void sms_url(Reading& in, const Field& field, simulator::Number& into) {
  std::string text;
  if (in.read_url(field, text)) into.sms_url = std::move(text);
}

constexpr std::array number_keys{
    Key<simulator::Number>{"number", Need::required, number},
    Key<simulator::Number>{"sms_url", Need::optional, sms_url},
};

void numbers(Reading& in, const Field& field, Scenario& into) {
  if (field.value.kind != Node::Kind::mapping) {
    in.refuse(field, R"(a mapping of names to numbers such as support: { number: "+15550100001" })");
    return;
  }
  for (const Node::Member& named : field.value.members) {
    if (!is_name(named.key)) {
      in.problems.add(named.place, fmt::format("'{}' cannot be a name; use letters, digits and _", named.key));
    } else if (in.aliases.contains(named.key)) {
      in.problems.add(named.place, fmt::format("'{}' stands here a second time", named.key));
    }
    simulator::Number number;
    read_mapping(in, {named.key, named.value}, number_keys, number);
    in.aliases.emplace(named.key, number.number);
    into.numbers.push_back({named.key, std::move(number)});
  }
}

void answer_status(Reading& in, const Field& field, simulator::Fault& into) {
  int status = 0;
  if (in.read_number_between(field, 400, 599, status)) into.status = status;
}

// The header counts whole seconds. https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
void retry_after(Reading& in, const Field& field, simulator::Fault& into) {
  Duration duration{0};
  if (!in.read(field, duration)) return;
  if (duration % std::chrono::seconds(1) == Duration{0}) {
    into.retry_after = duration;
  } else {
    in.refuse(field, "whole seconds");
  }
}

constexpr std::array answer_keys{
    Key<simulator::Fault>{"status", Need::required, answer_status},
    Key<simulator::Fault>{"code", Need::optional, member<&simulator::Fault::code>},
    Key<simulator::Fault>{"retry_after", Need::optional, retry_after},
};

void answer(Reading& in, const Field& field, simulator::Fault& into) { read_mapping(in, field, answer_keys, into); }

void drop(Reading& in, const Field& field, simulator::Fault& into) {
  constexpr std::array<std::string_view, 2> words{"before", "after"};
  std::size_t which = 0;
  if (!in.read_word(field, words, which)) return;
  into.drop = which == 0 ? simulator::Fault::Drop::before : simulator::Fault::Drop::after;
}

constexpr std::array fault_keys{
    Key<simulator::Fault>{"on", Need::required, member<&simulator::Fault::on>},
    Key<simulator::Fault>{"nth", Need::optional, member<&simulator::Fault::nth>},
    Key<simulator::Fault>{"answer", Need::optional, answer},
    Key<simulator::Fault>{"drop", Need::optional, drop},
    Key<simulator::Fault>{"delay", Need::optional, member<&simulator::Fault::delay>},
};

// A fault must do something, and something that can be.
void check_fault(Reading& in, const Node& item, const simulator::Fault& fault) {
  if (item.kind != Node::Kind::mapping) return;
  const Node* answer = item.find("answer");
  const Node* drop = item.find("drop");
  bool webhook =
      fault.on == simulator::Operation::callback_status || fault.on == simulator::Operation::callback_inbound;
  if (answer && drop) {
    in.problems.add(item.place, "a fault has 'answer' or 'drop', not both");
  } else if (answer && webhook) {
    in.problems.add(answer->place, "it is the app that answers a callback; here 'drop' and 'delay' can go wrong");
  } else if (!answer && !drop && !item.find("delay")) {
    in.problems.add(item.place, "a fault needs what goes wrong: 'answer', 'drop' or 'delay'");
  }
}

void faults(Reading& in, const Field& field, Scenario& into) {
  if (field.value.kind != Node::Kind::sequence) {
    in.refuse(field, "a list of faults such as - { on: messages.create, nth: 1, answer: { status: 503 } }");
    return;
  }
  for (const Node& item : field.value.items) {
    simulator::Fault fault;
    read_mapping(in, {"fault", item}, fault_keys, fault);
    check_fault(in, item, fault);
    into.faults.push_back(fault);
  }
}

constexpr std::array world_keys{
    Key<Scenario>{"start", Need::optional, member<&Scenario::start>},
    Key<Scenario>{"numbers", Need::optional, numbers},
    Key<Scenario>{"faults", Need::optional, faults},
};

void world(Reading& in, const Field& field, Scenario& into) { read_mapping(in, field, world_keys, into); }

constexpr std::array rate_keys{
    Key<Rate>{"per_second", Need::required, member<&Rate::per_second>},
    Key<Rate>{"burst", Need::required, member<&Rate::burst>},
};

template <auto Limit>
void rate(Reading& in, const Field& field, Scenario& into) {
  read_mapping(in, field, rate_keys, into.limits.*Limit);
}

constexpr std::array client_keys{
    Key<Scenario>{"rate", Need::optional, rate<&SendLimits::account>},
    Key<Scenario>{"sender_rate", Need::optional, rate<&SendLimits::sender>},
    Key<Scenario>{"timeout", Need::optional, member<&Scenario::timeout>},
};

void client(Reading& in, const Field& field, Scenario& into) { read_mapping(in, field, client_keys, into); }

void version(Reading& in, const Field& field, Scenario&) {
  if (field.value.kind != Node::Kind::scalar || field.value.text != "1")
    in.refuse(field, "1, the version this program reads");
}

void steps(Reading& in, const Field& field, Scenario& into) { read_steps(in, field, into.steps); }

// The world before the steps, which speak of its numbers.
constexpr std::array scenario_keys{
    Key<Scenario>{"understudy", Need::required, version},  //
    Key<Scenario>{"name", Need::required, member<&Scenario::name>},
    Key<Scenario>{"seed", Need::optional, member<&Scenario::seed>},
    Key<Scenario>{"world", Need::optional, world},
    Key<Scenario>{"client", Need::optional, client},
    Key<Scenario>{"steps", Need::required, steps},
};

// A file of another version, or of no kind of ours, gets one message instead of one for each of its keys.
bool is_scenario(Reading& in, const Node& document) {
  if (document.kind == Node::Kind::null) {
    in.problems.add({}, "the file is empty; a scenario begins with 'understudy: 1'");
    return false;
  }
  if (document.kind != Node::Kind::mapping || !document.find("understudy")) {
    in.problems.add(document.place, "not a scenario: it should be a mapping that begins with 'understudy: 1'");
    return false;
  }
  if (document.find("interactions")) {
    in.problems.add(document.place, "a cassette and no scenario; --over cassette:FILE plays a scenario from one");
    return false;
  }
  Scenario unused;
  version(in, {"understudy", *document.find("understudy")}, unused);
  return in.problems.empty();
}

}  // namespace

Result<Scenario> parse_scenario(std::string_view yaml, std::string_view name) {
  auto document = read_document(yaml, name);
  if (!document) return tl::unexpected(document.error());
  Reading in(name);
  Scenario scenario;
  scenario.file = name;
  scenario.start = *parse_timestamp("2026-01-01T09:00:00Z");
  if (is_scenario(in, *document)) read_mapping(in, {"scenario", *document}, scenario_keys, scenario);
  if (!in.problems.empty()) return tl::unexpected(in.problems.error());
  return scenario;
}

Result<Scenario> load_scenario(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return failure(ErrorCode::invalid_input, path + ": " + std::generic_category().message(errno));
  std::string text(std::istreambuf_iterator<char>(file), {});
  return parse_scenario(text, path);
}

}  // namespace understudy::scenarios
