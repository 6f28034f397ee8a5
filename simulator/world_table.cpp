#include "simulator/world_table.hpp"

#include <algorithm>
#include <array>

#include "simulator/fault_table.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

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

using Rate = WholeNumber<1, 1'000'000>;

constexpr std::array number_keys{
    key<Shaped<e164>, &Number::number>("number", "The number itself", Need::required),
    key<WebhookUrl, &Number::sms_url>("sms_url", "Where texts to the number are posted; nowhere without it"),
    key<Method, &Number::sms_method>("sms_method", "How the URL is called"),
    key<WebhookUrl, &Number::sms_fallback_url>("sms_fallback_url",
                                               "Asked when that cannot be fetched, or its TwiML not be run"),
    key<Method, &Number::sms_fallback_method>("sms_fallback_method", "How the fallback is called"),
    key<Text, &Number::friendly_name>("friendly_name", "What the number is called; without it the number itself"),
    key<WebhookUrl, &Number::status_callback>("status_callback", "The number's own StatusCallback"),
    key<Method, &Number::status_callback_method>("status_callback_method", "How the status callback is called"),
    key<OwnApplication, &Number::sms_application_sid>(
        "sms_application_sid", "An application whose URLs for texts take the place of its own, or its name"),
    key<Switch, &Number::mms>("mms", "Whether it sends media; else they are refused with 21621"),
    key<Rate, &Number::segments_per_second>("segments_per_second", "Its own rate; without it that of its kind"),
};

constexpr std::array application_keys{
    key<Shaped<application_sid>, &Application::sid>("sid", "The application's id", Need::required),
    key<Text, &Application::friendly_name>("friendly_name", "What it is called"),
    key<WebhookUrl, &Application::sms_url>("sms_url", "Where texts to its numbers are posted"),
    key<Method, &Application::sms_method>("sms_method", "How sms_url is called"),
    key<WebhookUrl, &Application::sms_fallback_url>("sms_fallback_url",
                                                    "Asked when that cannot be fetched, or its TwiML not be run"),
    key<Method, &Application::sms_fallback_method>("sms_fallback_method", "How the fallback is called"),
    key<WebhookUrl, &Application::message_status_callback>(
        "message_status_callback", "For messages that name it and bring no StatusCallback of their own"),
    key<WebhookUrl, &Application::sms_status_callback>("sms_status_callback",
                                                       "Likewise, where there is no message_status_callback"),
};

struct Applications {
  static std::string wanted() { return "a mapping of names to applications such as shop: { sid: AP… }"; }
  static bool read(WorldReading& in, const Field& field, WorldConfig& into) {
    return read_named<Application, application_keys, &Application::sid>(in, field, wanted(), into.applications);
  }
  static void schema(JsonWriter& json) { write_named_schema(json, application_keys, Application{}); }
};

struct Numbers {
  static std::string wanted() { return R"(a mapping of names to numbers such as support: { number: "+15550100001" })"; }
  static bool read(WorldReading& in, const Field& field, WorldConfig& into) {
    return read_named<Number, number_keys, &Number::number>(in, field, wanted(), into.numbers);
  }
  static void schema(JsonWriter& json) { write_named_schema(json, number_keys, Number{}); }
};

constexpr std::array opt_out_class_keys{
    key<List<Shaped<keyword>>, &AdvancedOptOut::Class::keywords>("keywords", "In place of the default ones"),
    key<Text, &AdvancedOptOut::Class::text>("text", "What they are answered with; without it the default text"),
};
using OptOutClass = Mapping<AdvancedOptOut::Class, opt_out_class_keys>;

constexpr std::array opt_out_keys{
    key<OptOutClass, &AdvancedOptOut::stop>("stop", "Keywords that end messages, beside STOP"),
    key<OptOutClass, &AdvancedOptOut::start>("start", "Keywords that let them begin again, beside START and UNSTOP"),
    key<OptOutClass, &AdvancedOptOut::help>("help", "Keywords that ask for help"),
};

constexpr std::array service_keys{
    key<Shaped<service_sid>, &MessagingService::sid>("sid", "The service's id", Need::required),
    key<List<OwnNumber>, &MessagingService::pool>("pool", "The numbers it sends from, or their names such as $support"),
    key<Switch, &MessagingService::use_inbound_webhook_on_number>(
        "use_inbound_webhook_on_number", "Texts go where their number says, not where the service does"),
    key<WebhookUrl, &MessagingService::inbound_request_url>("inbound_request_url",
                                                            "Where texts are posted; without it they are only stored"),
    key<Method, &MessagingService::inbound_method>("inbound_method", "How that URL is called"),
    key<WebhookUrl, &MessagingService::fallback_url>("fallback_url",
                                                     "Asked when that cannot be fetched, or its TwiML not be run"),
    key<Method, &MessagingService::fallback_method>("fallback_method", "How the fallback is called"),
    key<WebhookUrl, &MessagingService::status_callback>("status_callback",
                                                        "For messages that bring no StatusCallback of their own"),
    key<Text, &MessagingService::friendly_name>("friendly_name", "What the service is called"),
    key<Switch, &MessagingService::sticky_sender>("sticky_sender", "A recipient hears from the same number each time"),
    key<Switch, &MessagingService::area_code_geomatch>(
        "area_code_geomatch", "A recipient hears from its own area, where the pool has a number there"),
    key<Switch, &MessagingService::smart_encoding>("smart_encoding", "Bodies are smart-encoded without being asked to"),
    key<Length, &MessagingService::validity>("validity", "The longest that its messages may wait"),
    key<Mapping<AdvancedOptOut, opt_out_keys>, &MessagingService::advanced_opt_out>(
        "advanced_opt_out", "Keywords and texts of its own; webhooks then carry OptOutType"),
};

struct Services {
  static std::string wanted() { return "a mapping of names to services such as codes: { sid: MG…, pool: [$support] }"; }
  static bool read(WorldReading& in, const Field& field, WorldConfig& into) {
    return read_named<MessagingService, service_keys, &MessagingService::sid>(in, field, wanted(), into.services);
  }
  static void schema(JsonWriter& json) { write_named_schema(json, service_keys, MessagingService{}); }
};

constexpr std::array carrier_keys{
    key<Span, &Carrier::to_sent>("to_sent", "From queued to sent"),
    key<Span, &Carrier::to_delivered>("to_delivered", "From sent to the receipt"),
    key<Span, &Carrier::to_queued>("to_queued", "How long a messaging service takes to choose a sender"),
};

constexpr std::array carrier_rule_keys{
    key<Shaped<e164_prefix>, &CarrierRule::prefix>(
        "prefix", "What the numbers begin with, or a whole number; of several the longest counts", Need::required),
    key<RefusalCode, &CarrierRule::refuse>("refuse", "Messages to them are refused with this code"),
    key<TwilioCode, &CarrierRule::error_code>("error_code", "They end with this error, such as 30007"),
    key<Share, &CarrierRule::share>("share", "How many of them do; the others arrive"),
    key<Switch, &CarrierRule::receipts>("receipts", "Whether anybody ever says that they arrived"),
    key<Span, &CarrierRule::to_sent>("to_sent", "From queued to sent, in place of the carrier's"),
    key<Span, &CarrierRule::to_delivered>("to_delivered", "From sent to the receipt, in place of the carrier's"),
};

constexpr std::array rate_keys{
    key<Rate, &Rates::long_code>("long_code", "Numbers such as +15550100001"),
    key<Rate, &Rates::toll_free>("toll_free", "Toll-free numbers such as +18005550100"),
    key<Rate, &Rates::short_code>("short_code", "Short codes such as 12345"),
    key<Rate, &Rates::alphanumeric>("alphanumeric", "Senders that are names"),
    key<Length, &Rates::queue_span>("queue_span", "What would wait longer than this is refused"),
};

constexpr std::array price_keys{
    key<Count, &Prices::segment>("segment", "Of a segment"),
    key<Count, &Prices::media_message>("media_message", "Of a message with media"),
};

constexpr std::array content_keys{
    key<Shaped<content_sid>, &ContentTemplate::sid>("sid", "The template's id", Need::required),
    key<Text, &ContentTemplate::body>("body", "Its text; {{name}} is filled in from ContentVariables", Need::required),
};

constexpr std::array switch_keys{
    key<Length, &Switches::schedule_minimum>("schedule_minimum", "How far ahead SendAt must lie"),
    key<Switch, &Switches::refuse_schedule_without_service>(
        "refuse_schedule_without_service", "Scheduling without a messaging service is 35118; else it is sent at once"),
    key<Switch, &Switches::queued_with_service_and_from>(
        "queued_with_service_and_from", "With a service and a From the answer says queued; else accepted"),
    key<Switch, &Switches::refuse_opted_out_of_service>(
        "refuse_opted_out_of_service",
        "A service refuses who has opted out at once, with 21610; else after the answer"),
    key<Switch, &Switches::callback_for_sending>("callback_for_sending", "There is a status callback for sending, too"),
    key<Switch, &Switches::error_message_in_callbacks>("error_message_in_callbacks",
                                                       "Status callbacks of failures have an ErrorMessage"),
    key<Switch, &Switches::sign_without_port>("sign_without_port", "An https URL is signed without its port"),
    key<Switch, &Switches::media_without_credentials>("media_without_credentials",
                                                      "The bytes of media are for everyone; else 401"),
    key<Switch, &Switches::media_abroad_end_with_30011>(
        "media_abroad_end_with_30011",
        "Media from a number to outside the United States and Canada end with 30011; else refused with 21612"),
};

constexpr std::array webhook_keys{
    key<WholeNumber<1, 1'000>, &WebhookRules::documents_max>(
        "documents_max", "TwiML documents in answer to one text; one more is 14106"),
    key<WholeNumber<0, 1'000>, &WebhookRules::redirects_max>("redirects_max",
                                                             "HTTP redirects of one request; one more is 11215"),
};

constexpr std::array place_keys{
    key<Shaped<e164_prefix>, &Place::prefix>(
        "prefix", "What the numbers begin with, or a whole number; of several the longest counts", Need::required),
    key<Text, &Place::city>("city", "Their city, in capitals"),
    key<Text, &Place::state>("state", "Their state, such as CA"),
    key<Text, &Place::zip>("zip", "Their postal code"),
    key<Text, &Place::country>("country", "Their country, such as US; without it that of the number"),
};

constexpr std::array parent_keys{
    key<Shaped<account_sid>, &Parent::account_sid>("account_sid", "The account above", Need::required),
    key<Token, &Parent::auth_token>("auth_token", "Its token", Need::required),
};

// Without this nobody could have a world with fewer numbers than the default one.
struct Emptiness : Switch {
  static bool read(WorldReading& in, const Field& field, WorldConfig& into) {
    bool empty = false;
    if (!in.problems.take(field, Switch::read(field.value), empty)) return false;
    if (empty) into.numbers.clear(), into.services.clear(), into.applications.clear();
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
constexpr std::array shared_keys{
    key<Time, &WorldSetup::clock, &ClockOptions::start>(
        "start", "The world's time at the beginning; without it now, in a scenario 2026-01-01T09:00:00Z"),
    world<Shaped<account_sid>, &WorldConfig::account_sid>("account_sid", "The account"),
    world<Token, &WorldConfig::auth_token>(
        "auth_token", "Its token, with which webhooks are signed; as an option better UNDERSTUDY_AUTH_TOKEN"),
    world<Token, &WorldConfig::secondary_auth_token>("secondary_auth_token",
                                                     "Signs nothing; explanations of signatures know it as a mistake"),
    world<Shaped<api_key_sid>, &WorldConfig::api_key_sid>("api_key_sid", "An API key of the account"),
    world<Token, &WorldConfig::api_key_secret>("api_key_secret",
                                               "The key's secret; as an option better UNDERSTUDY_API_KEY_SECRET"),
    world<Switch, &WorldConfig::api_key_is_main>(
        "api_key_is_main", "It may manage keys and the account, as a Main key; else it is a Standard key"),
    world<Shaped<account_sid>, &WorldConfig::test_account_sid>("test_account_sid", "The test credentials' account"),
    world<Token, &WorldConfig::test_auth_token>("test_auth_token", "The test credentials' token"),
    world<Mapping<Parent, parent_keys>, &WorldConfig::parent>(
        "parent", "An account above this one, whose credentials open this one too"),
    world<Text, &WorldConfig::friendly_name>("friendly_name", "What the account is called"),
    world<Word<AccountStatus::closed>, &WorldConfig::status>("account_status", "Whether the account may do anything"),
    world<Switch, &WorldConfig::trial>("trial", "A trial account: texts verified numbers only, and says so in each"),
    world<List<Shaped<e164>>, &WorldConfig::verified_numbers>("verified_numbers",
                                                              "The numbers that a trial account texts"),
    world<Switch, &WorldConfig::mms>("mms", "Whether the account may send media; else they are refused with 21622"),
    world<Switch, &WorldConfig::magic_numbers>(
        "magic_numbers",
        "Magic numbers refuse with this account's credentials too, not only with the test credentials"),
    world<Count, &WorldConfig::concurrency_max>("concurrency_max",
                                                "Requests answered at one time, more are 20429; 0: any number"),
    worlds<Emptiness>("empty", "Begin without the numbers and services of the default world"),
    worlds<Applications>("applications", "TwiML applications by names: URLs for numbers and messages that name them"),
    worlds<Numbers>("numbers", "Numbers of the account by names; on top of those there are, or in their place"),
    worlds<Services>("services", "Messaging services by names; on top of those there are, or in their place"),
    world<List<Mapping<Place, place_keys>>, &WorldConfig::places>("places",
                                                                  "Where numbers are, for the webhooks of texts"),
    world<Mapping<WebhookRules, webhook_keys>, &WorldConfig::webhooks>("webhooks", "How far webhooks lead on"),
    world<Word<FetchMedia::always>, &WorldConfig::fetch_media>(
        "fetch_media",
        "Which media are asked for that come as URLs: local ones are on this machine; others become a "
        "small picture of the type that the URL's ending speaks of"),
    world<Count, &WorldConfig::media_bytes_max>(
        "media_bytes_max", "How many bytes of media are kept; beyond it the oldest media are gone"),
    world<Shaped<origin>, &WorldConfig::public_url>(
        "public_url",
        "Where apps find this API, for the URLs of media in webhooks; without it where it is served, and "
        "in memory https://api.twilio.com"),
    world<List<FaultRule>, &WorldConfig::faults>("faults", "What goes wrong on purpose"),
    world<Mapping<Carrier, carrier_keys>, &WorldConfig::carrier>("carrier", "How long things take"),
    world<List<Mapping<CarrierRule, carrier_rule_keys>>, &WorldConfig::carrier_rules>(
        "carrier_rules", "What carriers do with messages to some numbers"),
    world<Mapping<Rates, rate_keys>, &WorldConfig::rates>(
        "rates", "How many segments a second each kind of sender hands over; more wait their turn"),
    world<Mapping<Prices, price_keys>, &WorldConfig::prices>("prices", "What messages cost, in 1/100000 dollar"),
    world<List<Mapping<ContentTemplate, content_keys>>, &WorldConfig::contents>("contents", "Stored templates"),
    world<Count, &WorldConfig::scheduled_max>("scheduled_max",
                                              "How many messages may wait for their SendAt; one more is 35125"),
    world<Mapping<Switches, switch_keys>, &WorldConfig::switches>(
        "switches", "What Twilio's own pages leave open, or disagree on; the defaults are the likelier"),
    world<Switch, &WorldConfig::strict_senders>(
        "strict_senders", "Refuse senders that are not numbers of the account; else they become some when first used"),
    world<Switch, &WorldConfig::strict_callbacks>("strict_callbacks",
                                                  "Refuse callback URLs that Twilio could not reach"),
};

constexpr auto optional_sid = [] {
  auto keys = service_keys;
  for (auto& key : keys) key.need = Need::optional;
  return keys;
}();

// One thing on its own, not in a file.
template <class T>
Result<T> parse_alone(std::string_view yaml, std::string_view name, std::string_view what, const auto& keys,
                      WorldSetup setup) {
  const YamlDocument document = read_yaml(yaml, Aliases::refused);
  Problems problems(document);
  T item{};
  if (document.root.whole && !document.broken) {
    WorldReading in{problems, "", setup};
    read_mapping(in, {what, document.root}, keys, item);
  }
  if (!problems.empty()) return tl::unexpected(problems.error(name));
  return item;
}

struct Version {
  static std::string wanted() { return "1, the version this program reads"; }
  static bool read(WorldReading& in, const Field& field, WorldSetup&) {
    return field.value.text == "1" || in.problems.refuse(field, wanted());
  }
  static void schema(JsonWriter& json) { json.member("const", 1); }
};

// What only a file of its own has; in a scenario the runner decides it.
constexpr std::array own_keys{
    key_of_all<Version, WorldSetup>("understudy", "The version of the format", Need::required),
    world<BigNumber, &WorldConfig::seed>("seed", "Where ids, latencies and all other chance come from"),
    key<Word<ClockMode::automatic>, &WorldSetup::clock, &ClockOptions::mode>(
        "clock", "manual is moved by POST clock/advance, auto leaps to the next event when all is quiet"),
    key<WholeNumber<1, 1'000'000>, &WorldSetup::clock, &ClockOptions::speed>(
        "speed", "How much faster than real time a real clock runs"),
};

}  // namespace

std::span<const WorldKey<WorldSetup>> world_keys() { return shared_keys; }
std::span<const WorldKey<WorldSetup>> file_keys() { return own_keys; }

Result<Number> parse_number(std::string_view yaml, std::string_view name, std::vector<Application> applications) {
  WorldSetup setup;
  setup.config.applications = std::move(applications);
  return parse_alone<Number>(yaml, name, "number", number_keys, std::move(setup));
}
Result<MessagingService> parse_service(std::string_view yaml, std::string_view name, std::vector<Number> numbers) {
  WorldSetup setup;
  setup.config.numbers = std::move(numbers);
  return parse_alone<MessagingService>(yaml, name, "service", optional_sid, std::move(setup));
}
void write_number_schema(JsonWriter& json) { write_mapping_schema(json, number_keys, Number{}); }
void write_service_schema(JsonWriter& json) { write_mapping_schema(json, optional_sid, MessagingService{}); }

}  // namespace understudy::simulator
