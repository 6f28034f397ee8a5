#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/observe/secret.hpp"
#include "core/runtime/rng.hpp"
#include "core/runtime/time.hpp"
#include "simulator/dates.hpp"
#include "simulator/fault.hpp"

namespace understudy::simulator {

// A phone number of the account.
struct Number {
  std::string number;                       // E.164
  std::optional<std::string> sms_url = {};  // where texts to it are posted
  std::string sms_method = "POST";
  std::optional<std::string> sms_fallback_url = {};  // asked when that cannot be fetched, or its TwiML not be run
  std::string sms_fallback_method = "POST";
  std::string friendly_name = {};                   // empty: the number itself
  std::optional<std::string> status_callback = {};  // of calls and messages to it
  std::string status_callback_method = "POST";
  std::optional<int> segments_per_second = {};  // its own rate; none: that of its kind
  std::string sms_application_sid = {};         // an application whose URLs take the place of its own; empty: none
  bool mms = true;                              // false: it sends no media
};

// URLs under one SID, for numbers and messages that name it. https://www.twilio.com/docs/usage/api/applications
struct Application {
  std::string sid;
  std::string friendly_name = {};
  std::optional<std::string> sms_url = {};  // where texts to its numbers are posted
  std::string sms_method = "POST";
  std::optional<std::string> sms_fallback_url = {};
  std::string sms_fallback_method = "POST";
  std::optional<std::string> message_status_callback = {};  // of messages that name it
  std::optional<std::string> sms_status_callback = {};      // likewise, the older name
  // Of calls, which are not made here: kept and shown.
  std::optional<std::string> voice_url = {};
  std::string voice_method = "POST";
  std::optional<std::string> voice_fallback_url = {};
  std::string voice_fallback_method = "POST";
  std::optional<std::string> status_callback = {};
  std::string status_callback_method = "POST";
  bool voice_caller_id_lookup = false;
  bool public_application_connect_enabled = false;
  Dates dates = {};
};

// A service's own keywords and the texts that they are answered with. STOP, START and UNSTOP always mean what they say.
// https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out
struct AdvancedOptOut {
  struct Class {
    std::vector<std::string> keywords = {};  // in place of the default ones; none: those
    std::string text = {};                   // empty: the default one
  };
  Class stop = {};
  Class start = {};
  Class help = {};
};

struct MessagingService {
  std::string sid;
  std::vector<std::string> pool = {};                   // numbers
  bool use_inbound_webhook_on_number = false;           // texts go where their number says, not where the service does
  std::optional<std::string> inbound_request_url = {};  // null: texts are only stored
  std::string inbound_method = "POST";
  std::optional<std::string> fallback_url = {};
  std::string fallback_method = "POST";
  std::optional<std::string> status_callback = {};  // for messages that bring none of their own
  std::string friendly_name = "Understudy";
  bool sticky_sender = true;                            // a recipient hears from the same number each time
  bool area_code_geomatch = true;                       // from its own area, where the pool has a number there
  bool smart_encoding = true;                           // bodies are smart-encoded without being asked to
  Duration validity = std::chrono::seconds(36'000);     // the longest that its messages may wait
  std::optional<AdvancedOptOut> advanced_opt_out = {};  // null: off
};

// Where numbers that begin so are, for the webhook of a text; Twilio has states and cities in capitals.
struct Place {
  std::string prefix;        // "+1415", or a whole number
  std::string city = {};     // "SAN FRANCISCO"
  std::string state = {};    // "CA"
  std::string zip = {};      // "94105"
  std::string country = {};  // "US"; empty: by the number
};

// What sources leave open about webhooks, or disagree on.
struct WebhookRules {
  int documents_max = 10;  // TwiML documents in answer to one text; one more is 14106
  int redirects_max = 10;  // HTTP redirects of one request; one more is 11215
};

// How many segments a second each kind of sender may hand over, and how long its queue may grow.
// https://help.twilio.com/articles/115002943027
struct Rates {
  int long_code = 1;
  int toll_free = 3;
  int short_code = 100;
  int alphanumeric = 10;
  Duration queue_span = std::chrono::hours(10);
};

// What a segment and a media message cost, in hundred-thousandths of a dollar.
struct Prices {
  int segment = 750;
  int media_message = 2000;
};

// A stored template; {{name}} in its body is filled in from ContentVariables.
struct ContentTemplate {
  std::string sid;
  std::string body;
};

// Where Twilio's own pages disagree or say nothing: what this world does. The defaults are the likelier.
struct Switches {
  Duration schedule_minimum = std::chrono::seconds(300);  // older pages: 900 s
  bool refuse_schedule_without_service = false;           // 35118; else sent at once
  bool queued_with_service_and_from = false;              // the status in the 201; else accepted
  bool refuse_opted_out_of_service = false;               // 21610 at once; else after the 201
  bool callback_for_sending = false;
  bool error_message_in_callbacks = false;
  bool sign_without_port = false;            // an https URL is signed without its port, as voice does
  bool media_without_credentials = false;    // the bytes of media are for everyone; else 401
  bool media_abroad_end_with_30011 = false;  // media to where no MMS goes are taken and then fail; else 21612 at once
};

// How long something takes: drawn evenly from both ends included.
struct Range {
  Duration from;
  Duration to;
};

struct Carrier {
  Range to_sent{std::chrono::milliseconds(200), std::chrono::milliseconds(800)};        // queued -> sent
  Range to_delivered{std::chrono::milliseconds(500), std::chrono::milliseconds(2000)};  // sent -> receipt
  Range to_queued{std::chrono::milliseconds(20), std::chrono::milliseconds(100)};       // a service chooses a sender
};

// An account above this one, whose credentials open this one too.
struct Parent {
  std::string account_sid;
  Secret auth_token;
};

// What carriers do with messages to numbers that begin so. https://www.twilio.com/docs/api/errors
struct CarrierRule {
  std::string prefix;                      // "+1900", or a whole number; of several the longest counts
  int refuse = 0;                          // a create is refused with this code, such as 21408; 0: it is not
  int error_code = 0;                      // its messages end with this one, such as 30007; 0: with none
  Ratio share{1, 1};                       // that many of them; the others arrive
  bool receipts = true;                    // false: nobody ever says what became of those that arrive
  std::optional<Range> to_sent = {};       // in place of the world's
  std::optional<Range> to_delivered = {};  // likewise
};

// Which media that come as URLs are really asked for. Those that are not have the type that the URL's ending speaks of,
// and a small picture for bytes.
enum class FetchMedia { never, local, always };
std::string_view to_string(FetchMedia which);

enum class AccountStatus { active, suspended, closed };
std::string_view to_string(AccountStatus status);

// All that makes a world; the defaults are the default world.
struct WorldConfig {
  std::uint64_t seed = 42;
  std::string account_sid = "ACc0ffee00c0ffee00c0ffee00c0ffee00";
  Secret auth_token{"5eed5eed5eed5eed5eed5eed5eed5eed"};
  std::optional<Secret> secondary_auth_token;  // nothing is signed with it, but a receiver may check with it
  std::string api_key_sid = "SKc0ffee00c0ffee00c0ffee00c0ffee00";
  Secret api_key_secret{"5eed0000000000005eed000000005eed"};
  bool api_key_is_main = true;  // it may manage keys and the account, too
  std::string test_account_sid = "AC7e577e577e577e577e577e577e577e57";
  Secret test_auth_token{"7e577e577e577e577e577e577e577e57"};
  std::optional<Parent> parent;
  std::string friendly_name = "Understudy";
  AccountStatus status = AccountStatus::active;
  bool trial = false;                         // sends to verified numbers only, and says so in each message
  std::vector<std::string> verified_numbers;  // of a trial account
  bool mms = true;                            // false: the account sends no media (21622)
  bool magic_numbers = false;  // they refuse with this account's credentials too, not only with the test credentials
  int concurrency_max = 0;     // requests answered at one time, more are 20429; 0: any number
  std::vector<Number> numbers = {{"+15005550006", {}}, {"+15550100001", {}}, {"+15550100002", {}}};
  std::vector<MessagingService> services = {
      {"MGc0ffee00c0ffee00c0ffee00c0ffee00", {"+15550100001", "+15550100002"}, true}};
  std::vector<Application> applications;
  std::vector<Place> places;
  std::vector<Fault> faults;
  Carrier carrier;
  std::vector<CarrierRule> carrier_rules;
  Rates rates;
  Prices prices;
  std::vector<ContentTemplate> contents;
  int scheduled_max = 500'000;  // messages that may wait for their SendAt; one more is 35125
  Switches switches;
  WebhookRules webhooks;
  FetchMedia fetch_media = FetchMedia::local;  // local: on this machine; no request leaves it unless asked to
  int media_bytes_max = 64 * 1024 * 1024;      // of all media together; the oldest go
  std::optional<std::string> public_url;       // where apps find this API; null: where it is served, or at Twilio's own
  bool strict_senders =
      false;  // refuse senders that are not numbers of the account (21606); else they are provisioned on first use
  bool strict_callbacks = false;  // refuse callback URLs that Twilio could not reach
};

}  // namespace understudy::simulator
