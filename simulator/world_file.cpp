#include "simulator/world_file.hpp"

#include <algorithm>
#include <array>
#include <cassert>

#include "core/text/text_file.hpp"
#include "simulator/world_keys.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace understudy::simulator {
namespace {

// ---- what a name stands for ----

// A mapping of names to what is added to the world, in place of what has the same identity there.
template <class T, const auto& table, auto Identity>
bool read_named(WorldReading& in, const Field& field, std::string_view wanted, std::vector<T>& into) {
  if (field.value.kind != YamlValue::Kind::mapping) return in.problems.refuse(field, wanted);
  for (const auto& [name, place, value] : field.value.members) {
    T item{};
    read_mapping(in, {name, value}, table, item);
    Names& names = in.setup.names;
    const auto same = [&](const auto& known) { return known.second == item.*Identity; };
    const auto other = std::ranges::find_if(names, same);
    if (!is_name(name)) {
      in.problems.add(place, fmt::format("'{}' cannot be a name; use letters, digits and _", name));
    } else if (!names.emplace(name, item.*Identity).second) {
      in.problems.add(place, fmt::format("'{}' is a name of this world already", name));
    } else if (other != names.end() && !(item.*Identity).empty()) {
      in.problems.add(place, fmt::format("{} has the name '{}' already", item.*Identity, other->first));
    }
    const auto known = std::ranges::find(into, item.*Identity, Identity);
    known == into.end() ? into.push_back(std::move(item)) : void(*known = std::move(item));
  }
  return true;
}

void write_named_schema(JsonWriter& json, const auto& table, const auto& usual) {
  json.member("type", "object").key("propertyNames").begin_object();
  json.member("pattern", "^[A-Za-z_][A-Za-z0-9_]*$").end_object();
  json.key("additionalProperties").begin_object();
  write_mapping_schema(json, table, usual);
  json.end_object();
}

// ---- the table ----

constexpr std::array number_keys{
    key<Shaped<e164>, &Number::number>("number", "The number itself", Need::required),
    key<WebhookUrl, &Number::sms_url>("sms_url", "Where texts to the number are posted; nowhere without it"),
    key<Method, &Number::sms_method>("sms_method", "How the URL is called"),
};

struct Numbers {
  static std::string wanted() { return R"(a mapping of names to numbers such as support: { number: "+15550100001" })"; }
  static bool read(WorldReading& in, const Field& field, WorldConfig& into) {
    return read_named<Number, number_keys, &Number::number>(in, field, wanted(), into.numbers);
  }
  static void schema(JsonWriter& json) { write_named_schema(json, number_keys, Number{}); }
};

constexpr std::array service_keys{
    key<Shaped<service_sid>, &MessagingService::sid>("sid", "The service's id", Need::required),
    key<List<OwnNumber>, &MessagingService::pool>("pool", "The numbers it sends from, or their names such as $support"),
};

struct Services {
  static std::string wanted() { return "a mapping of names to services such as codes: { sid: MG…, pool: [$support] }"; }
  static bool read(WorldReading& in, const Field& field, WorldConfig& into) {
    return read_named<MessagingService, service_keys, &MessagingService::sid>(in, field, wanted(), into.services);
  }
  static void schema(JsonWriter& json) { write_named_schema(json, service_keys, MessagingService{}); }
};

struct TwilioCode : WholeNumber<1, 99'999> {
  static void show(JsonWriter&, int) = delete;  // by default there is none
};

constexpr std::array answer_keys{
    key<WholeNumber<400, 599>, &Fault::status>("status", "The HTTP status", Need::required),
    key<TwilioCode, &Fault::code>("code", "Twilio's code; the usual one of the status without it"),
    key<WholeSeconds, &Fault::retry_after>("retry_after", "What the Retry-After header asks to wait"),
};

using FaultAnswer = Mapping<Fault, answer_keys>;

struct DropMoment {
  static constexpr std::array<std::string_view, 2> words{"before", "after"};
  static std::string wanted() { return word_wanted(words); }
  static Read<Fault::Drop> read(const YamlValue& value) {
    return read_word(value, words).map([](std::size_t which) {
      return which == 0 ? Fault::Drop::before : Fault::Drop::after;
    });
  }
  static void schema(JsonWriter& json) { write_words(json, words); }
};

constexpr std::array fault_keys{
    key<Word<Operation::callback_inbound>, &Fault::on>("on", "What goes wrong", Need::required),
    key<WholeNumber<1, 1'000'000>, &Fault::nth>("nth", "Which time it happens is meant; 1 is the next"),
    key_of_all<FaultAnswer, Fault>("answer", "This is answered instead of acting"),
    key<DropMoment, &Fault::drop>(
        "drop", "The connection ends without an answer, before or after it has happened; a callback is never sent"),
    key<Length, &Fault::delay>("delay", "The answer, or the callback, comes that much later"),
};

// A fault must do something, and something that can be.
struct OneFault : Mapping<Fault, fault_keys> {
  static constexpr std::string_view example = "{ on: messages.create, nth: 1, answer: { status: 503 } }";
  static bool read(WorldReading& in, const Field& field, Fault& into) {
    read_mapping(in, {"fault", field.value}, fault_keys, into);
    const YamlValue& item = field.value;
    if (item.kind != YamlValue::Kind::mapping) return false;
    const YamlValue* answer = item.at("answer");
    const bool webhook = into.on == Operation::callback_status || into.on == Operation::callback_inbound;
    if (answer && item.at("drop")) {
      in.problems.add(item.place, "a fault has 'answer' or 'drop', not both");
    } else if (answer && webhook) {
      in.problems.add(answer->place, "it is the app that answers a callback; here 'drop' and 'delay' can go wrong");
    } else if (!answer && !item.at("drop") && !item.at("delay")) {
      in.problems.add(item.place, "a fault needs what goes wrong: 'answer', 'drop' or 'delay'");
    }
    return true;
  }
};

constexpr std::array carrier_keys{
    key<Span, &Carrier::to_sent>("to_sent", "From queued to sent"),
    key<Span, &Carrier::to_delivered>("to_delivered", "From sent to the receipt"),
    key<Span, &Carrier::to_queued>("to_queued", "How long a messaging service takes to choose a sender"),
};

// Without this nobody could have a world with fewer numbers than the default one.
struct Emptiness : Switch {
  static bool read(WorldReading& in, const Field& field, WorldConfig& into) {
    bool empty = false;
    if (!in.problems.take(field, Switch::read(field.value), empty)) return false;
    if (empty) into.numbers.clear(), into.services.clear();
    return true;
  }
  static void show(JsonWriter& json, const WorldConfig&) { json.boolean(false); }
};

// A key for a member of the world's config: every member has its line here.
template <class Kind, auto Member>
constexpr WorldKey<WorldSetup> world(std::string_view name, std::string_view meaning) {
  return key<Kind, &WorldSetup::config, Member>(name, meaning);
}
template <class Kind>
constexpr WorldKey<WorldSetup> worlds(std::string_view name, std::string_view meaning) {
  return key<Kind, &WorldSetup::config>(name, meaning);
}

// What a scenario's world has too. In this order, so that services find the numbers that they name.
constexpr std::array world_keys{
    key<Time, &WorldSetup::clock, &ClockOptions::start>("start", "The world's time at the beginning"),
    world<Shaped<account_sid>, &WorldConfig::account_sid>("account_sid", "The account"),
    world<Token, &WorldConfig::auth_token>("auth_token", "Its token, with which webhooks are signed"),
    world<Shaped<api_key_sid>, &WorldConfig::api_key_sid>("api_key_sid", "An API key of the account"),
    world<Token, &WorldConfig::api_key_secret>("api_key_secret", "The key's secret"),
    worlds<Emptiness>("empty", "Begin without the numbers and services of the default world"),
    worlds<Numbers>("numbers", "Numbers of the account by names; on top of those there are, or in their place"),
    worlds<Services>("services", "Messaging services by names; on top of those there are, or in their place"),
    world<List<OneFault>, &WorldConfig::faults>("faults", "What goes wrong on purpose"),
    world<Mapping<Carrier, carrier_keys>, &WorldConfig::carrier>("carrier", "How long things take"),
    world<Switch, &WorldConfig::strict_senders>(
        "strict_senders", "Refuse senders that are not numbers of the account; else they become some when first used"),
    world<Switch, &WorldConfig::strict_callbacks>("strict_callbacks",
                                                  "Refuse callback URLs that Twilio could not reach"),
};

struct Version {
  static std::string wanted() { return "1, the version this program reads"; }
  static bool read(WorldReading& in, const Field& field, WorldSetup&) {
    return (field.value.is_scalar() && field.value.text == "1") || in.problems.refuse(field, wanted());
  }
  static void schema(JsonWriter& json) { json.member("const", 1); }
};

// What only a file of its own has; in a scenario the runner decides it.
constexpr std::array file_keys{
    key_of_all<Version, WorldSetup>("understudy", "The version of the format"),
    world<BigNumber, &WorldConfig::seed>("seed", "Where ids, latencies and all other chance come from"),
    key<Word<ClockMode::automatic>, &WorldSetup::clock, &ClockOptions::mode>(
        "clock", "Runs by itself, moves only when told to, or leaps to the next event when all is quiet"),
    key<WholeNumber<1, 1'000'000>, &WorldSetup::clock, &ClockOptions::speed>(
        "speed", "How much faster than real time a real clock runs"),
};

const std::vector<WorldKey<WorldSetup>>& all_keys() {
  static const auto all = [] {
    std::vector<WorldKey<WorldSetup>> keys(file_keys.begin(), file_keys.end());
    keys.front().need = Need::required;
    keys.insert(keys.end(), world_keys.begin(), world_keys.end());
    return keys;
  }();
  return all;
}

// A file of another version, or of no kind of ours, gets one message instead of one for each of its keys.
bool is_world(Problems& problems, const YamlValue& root) {
  if (root.kind == YamlValue::Kind::null) {
    problems.add({}, "the file is empty; a world begins with 'understudy: 1'");
  } else if (root.kind != YamlValue::Kind::mapping || !root.at("understudy")) {
    problems.add(root.place, "not a world: it should be a mapping that begins with 'understudy: 1'");
  } else if (root.at("interactions")) {
    problems.add(root.place, "a cassette and no world; `understudy replay` serves one");
  } else if (root.at("steps")) {
    problems.add(root.place, "a scenario and no world; `understudy run` plays one");
  } else if (const Field version{"understudy", *root.at("understudy")};
             !version.value.is_scalar() || version.value.text != "1") {
    problems.refuse(version, Version::wanted());
  }
  return problems.empty();
}

}  // namespace

bool is_name(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.empty() || !letter(text.front())) return false;
  return std::ranges::all_of(text, [&](char c) { return letter(c) || digit(c); });
}

void read_world(Problems& problems, const Field& field, std::string_view app_origin, WorldSetup& into) {
  WorldReading in{problems, app_origin, into};
  read_mapping(in, field, world_keys, into);
}

Result<WorldSetup> parse_world(std::string_view yaml, std::string_view name) {
  YamlDocument document = read_yaml(yaml, Aliases::followed);
  Problems problems(document);
  WorldSetup setup;
  if (document.root.whole && !document.broken && is_world(problems, document.root)) {
    WorldReading in{problems, "", setup};
    read_mapping(in, {"world", document.root}, all_keys(), setup);
  }
  if (!problems.empty()) return tl::unexpected(problems.error(name));
  return setup;
}

Result<WorldSetup> load_world(const std::string& path) {
  auto text = read_text_file(path);
  if (!text) return tl::unexpected(text.error());
  return parse_world(*text, path);
}

std::string world_schema() {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.member("$schema", "https://json-schema.org/draft/2020-12/schema");
  json.member("title", "A world of Understudy");
  write_mapping_schema(json, all_keys(), WorldSetup{});
  json.end_object();
  return nlohmann::ordered_json::parse(text).dump(2) + "\n";
}

std::vector<WorldOption> world_options() {
  std::vector<WorldOption> options;
  for (const auto& key : all_keys()) {
    if (!key.is_plain) continue;
    std::string shown;
    JsonWriter json(shown);
    const bool has_usual = key.show(json, WorldSetup{});
    const auto usual = has_usual ? nlohmann::json::parse(shown) : nlohmann::json("");
    options.push_back({key.name, key.meaning, usual.is_string() ? usual.get<std::string>() : shown, key.is_switch});
  }
  return options;
}

Result<void> set_option(WorldSetup& setup, std::string_view key, std::string_view spelled, std::string text) {
  const auto& keys = all_keys();
  const auto found = std::ranges::find(keys, key, &WorldKey<WorldSetup>::name);
  assert(found != keys.end() && found->is_plain);
  YamlValue value;
  value.kind = YamlValue::Kind::plain;
  value.text = std::move(text);
  Problems problems;
  WorldReading in{problems, "", setup};
  found->read(in, {spelled, value}, setup);
  if (!problems.empty()) return failure(ErrorCode::invalid_input, problems.first());
  return {};
}

}  // namespace understudy::simulator
