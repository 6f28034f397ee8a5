#include "core/api/error_catalogue.hpp"

#include <algorithm>
#include <functional>
#include <iterator>

namespace understudy {
namespace {

using enum ErrorCode;
using enum Repeat;

// All of fixtures/twilio/error_codes.csv, which has their titles. Some codes could be read in two ways; what decides is
// who can do something about it: 21408 wants a setting of the account and no other number, 21612 another sender.
// 12300 is said of what an app answers and of media, which come from an app, too.
constexpr KnownError table[] = {
    {10001, unauthorized, no},
    {11100, webhook_failed, no},
    {11200, webhook_failed, maybe},
    {11201, webhook_failed, maybe},
    {11202, webhook_failed, maybe},
    {11203, webhook_failed, maybe},
    {11205, webhook_failed, maybe},
    {11206, webhook_failed, no},
    {11210, webhook_failed, no},
    {11215, webhook_failed, no},
    {11216, webhook_failed, no},
    {11217, webhook_failed, maybe},
    {11220, webhook_failed, no},
    {11235, webhook_failed, no},
    {11236, webhook_failed, no},
    {11237, webhook_failed, no},
    {11240, webhook_failed, no},
    {11241, webhook_failed, no},
    {11242, webhook_failed, no},
    {11243, webhook_failed, no},
    {11251, webhook_failed, no},
    {11300, webhook_failed, no},
    {11310, webhook_failed, no},
    {11320, webhook_failed, no},
    {11321, webhook_failed, no},
    {11322, webhook_failed, no},
    {11750, webhook_failed, no},
    {11751, invalid_content, no},
    {11770, webhook_failed, no},
    {12100, webhook_failed, no},
    {12101, webhook_failed, no},
    {12102, webhook_failed, no},
    {12200, webhook_failed, no},
    {12300, webhook_failed, no},
    {12301, webhook_failed, no},
    {12400, webhook_failed, no},
    {14101, webhook_failed, no},
    {14102, webhook_failed, no},
    {14103, webhook_failed, no},
    {14104, webhook_failed, no},
    {14105, webhook_failed, no},
    {14106, webhook_failed, no},
    {14107, sender_rate_limited, backoff},
    {14108, webhook_failed, no},
    {14109, webhook_failed, no},
    {14110, webhook_failed, no},
    {14111, webhook_failed, no},
    {20001, configuration, no},
    {20002, configuration, no},
    {20003, unauthorized, no},
    {20004, configuration, no},
    {20005, unauthorized, no},
    {20006, unauthorized, no},
    {20007, configuration, no},
    {20008, unauthorized, no},
    {20009, rejected, backoff},
    {20010, unauthorized, no},
    {20011, configuration, no},
    {20012, configuration, no},
    {20151, unauthorized, no},
    {20403, unauthorized, no},
    {20404, not_found, no},
    {20409, rejected, no},
    {20410, not_found, no},
    {20412, rejected, no},
    {20413, rejected, no},
    {20422, configuration, no},
    {20423, configuration, no},
    {20426, configuration, no},
    {20429, rate_limited, yes},
    {20500, server, maybe},
    {20503, server, maybe},
    {20504, server, maybe},
    {21210, invalid_sender, no},
    {21211, invalid_recipient, no},
    {21212, invalid_sender, no},
    {21214, unreachable, no},
    {21215, configuration, no},
    {21216, carrier_rejected, no},
    {21217, invalid_recipient, no},
    {21218, configuration, no},
    {21264, invalid_sender, no},
    {21265, invalid_recipient, no},
    {21266, invalid_recipient, no},
    {21267, invalid_sender, no},
    {21268, invalid_recipient, no},
    {21408, configuration, no},
    {21421, invalid_sender, no},
    {21422, invalid_sender, no},
    {21481, configuration, no},
    {21601, invalid_sender, no},
    {21602, invalid_content, no},
    {21603, invalid_sender, no},
    {21604, invalid_recipient, no},
    {21605, too_long, no},
    {21606, invalid_sender, no},
    {21607, invalid_sender, no},
    {21608, invalid_recipient, no},
    {21609, configuration, no},
    {21610, opted_out, no},
    {21611, queue_full, backoff},
    {21612, invalid_sender, no},
    {21613, configuration, no},
    {21614, invalid_recipient, no},
    {21615, configuration, no},
    {21616, invalid_sender, no},
    {21617, too_long, no},
    {21618, invalid_content, no},
    {21619, invalid_content, no},
    {21620, invalid_content, no},
    {21621, invalid_sender, no},
    {21622, configuration, no},
    {21623, invalid_content, no},
    {21624, configuration, no},
    {21626, configuration, no},
    {21627, configuration, no},
    {21635, invalid_recipient, no},
    {21652, invalid_content, no},
    {21653, invalid_recipient, no},
    {21654, invalid_content, no},
    {21655, invalid_content, no},
    {21656, invalid_content, no},
    {21657, invalid_sender, no},
    {21658, invalid_content, no},
    {21659, invalid_sender, no},
    {21660, invalid_sender, no},
    {21661, invalid_sender, no},
    {21662, invalid_sender, no},
    {21663, configuration, no},
    {21664, configuration, no},
    {21665, invalid_sender, no},
    {21666, configuration, no},
    {21667, configuration, no},
    {21668, invalid_sender, no},
    {21701, configuration, no},
    {21702, configuration, no},
    {21703, invalid_sender, maybe},
    {21704, invalid_sender, no},
    {21705, configuration, no},
    {21708, invalid_sender, no},
    {21709, invalid_sender, no},
    {21710, configuration, no},
    {21711, invalid_sender, no},
    {21712, configuration, no},
    {21714, configuration, no},
    {21715, configuration, no},
    {21902, configuration, no},
    {21910, invalid_sender, no},
    {23001, configuration, no},
    {23002, configuration, no},
    {23003, configuration, no},
    {23004, configuration, no},
    {23005, configuration, no},
    {23006, configuration, no},
    {30001, queue_full, backoff},
    {30002, unauthorized, no},
    {30003, unreachable, maybe},
    {30004, carrier_rejected, no},
    {30005, invalid_recipient, no},
    {30006, unreachable, no},
    {30007, carrier_rejected, no},
    {30008, carrier_rejected, maybe},
    {30009, rejected, no},
    {30010, configuration, no},
    {30011, invalid_content, no},
    {30012, configuration, no},
    {30013, configuration, no},
    {30014, invalid_recipient, no},
    {30015, configuration, no},
    {30016, invalid_sender, no},
    {30017, unreachable, backoff},
    {30018, invalid_sender, no},
    {30019, invalid_content, no},
    {30020, server, yes},
    {30021, server, yes},
    {30022, sender_rate_limited, backoff},
    {30023, sender_rate_limited, backoff},
    {30024, invalid_sender, no},
    {30025, sender_rate_limited, no},
    {30026, sender_rate_limited, no},
    {30027, sender_rate_limited, backoff},
    {30028, configuration, no},
    {30029, configuration, no},
    {30030, configuration, no},
    {30031, configuration, no},
    {30032, invalid_sender, no},
    {30033, invalid_sender, no},
    {30034, invalid_sender, no},
    {30035, invalid_sender, maybe},
    {30036, sender_rate_limited, maybe},
    {30037, unauthorized, no},
    {30038, carrier_rejected, no},
    {30039, carrier_rejected, no},
    {30040, invalid_sender, no},
    {30041, invalid_sender, no},
    {30042, invalid_sender, no},
    {30043, carrier_rejected, no},
    {30044, too_long, no},
    {30045, configuration, no},
    {30046, unreachable, maybe},
    {30100, configuration, no},
    {30101, configuration, no},
    {30102, configuration, no},
    {30103, server, no},
    {30104, not_found, no},
    {30105, not_found, no},
    {30106, configuration, no},
    {30107, configuration, no},
    {30109, configuration, no},
    {30110, configuration, no},
    {30111, invalid_content, no},
    {30124, configuration, no},
    {30127, configuration, no},
    {30139, invalid_content, no},
    {30400, configuration, no},
    {30404, not_found, no},
    {30409, rejected, no},
    {30410, unreachable, backoff},
    {30450, carrier_rejected, backoff},
    {30453, carrier_rejected, backoff},
    {30454, unauthorized, no},
    {30485, carrier_rejected, backoff},
    {30500, server, yes},
    {30610, carrier_rejected, maybe},
    {30615, carrier_rejected, maybe},
    {30620, carrier_rejected, no},
    {30630, opted_out, no},
    {30640, carrier_rejected, no},
    {30646, rejected, maybe},
    {30647, rejected, maybe},
    {30700, configuration, no},
    {35111, configuration, no},
    {35114, configuration, no},
    {35115, configuration, no},
    {35117, configuration, no},
    {35118, configuration, no},
    {35125, queue_full, backoff},
    {35126, configuration, no},
    {35127, invalid_content, no},
    {35132, configuration, no},
    {35133, configuration, no},
    {35134, invalid_recipient, no},
    {60600, not_found, no},
    {60606, configuration, no},
    {60607, not_found, no},
    {60608, rejected, no},
    {60609, configuration, no},
    {60610, not_found, no},
    {60611, rate_limited, backoff},
    {60612, invalid_recipient, no},
    {60613, server, backoff},
    {60616, rate_limited, backoff},
    {60617, configuration, no},
    {60618, configuration, no},
    {60621, not_found, no},
    {60622, configuration, no},
    {60624, rate_limited, backoff},
    {63001, unauthorized, no},
    {63002, invalid_sender, no},
    {63003, invalid_recipient, no},
    {63005, invalid_content, no},
    {63007, invalid_sender, no},
    {63012, server, backoff},
    {63013, carrier_rejected, no},
    {63014, opted_out, no},
    {63015, invalid_recipient, no},
    {63016, invalid_content, no},
    {63017, rate_limited, backoff},
    {63018, sender_rate_limited, backoff},
    {63019, invalid_content, backoff},
    {63021, invalid_content, no},
    {63024, invalid_recipient, no},
    {63031, invalid_recipient, no},
    {63033, opted_out, no},
    {63034, invalid_content, no},
    {63036, unreachable, no},
    {63037, server, backoff},
    {63038, rate_limited, backoff},
};
static_assert(std::ranges::adjacent_find(table, std::ranges::greater_equal(), &KnownError::code) == std::end(table));

}  // namespace

std::string_view to_string(Repeat repeat) {
  switch (repeat) {
    case Repeat::no: return "no";
    case Repeat::maybe: return "maybe";
    case Repeat::backoff: return "backoff";
    case Repeat::yes: return "yes";
  }
  return "unknown";
}

std::span<const KnownError> known_errors() { return table; }

const KnownError* find_known_error(int code) {
  const auto* found = std::ranges::lower_bound(table, code, {}, &KnownError::code);
  return found != std::end(table) && found->code == code ? found : nullptr;
}

ErrorCode meaning_of(int provider_code, int http_status) {
  if (const KnownError* known = find_known_error(provider_code)) return known->means;
  if (http_status == 401 || http_status == 403) return ErrorCode::unauthorized;
  if (http_status == 404) return ErrorCode::not_found;
  if (http_status == 429) return ErrorCode::rate_limited;
  if (http_status >= 500) return ErrorCode::server;
  return ErrorCode::rejected;
}

bool retryable(const Error& error) {
  if (const KnownError* known = find_known_error(error.provider_code)) return known->repeat != Repeat::no;
  switch (error.code) {
    case ErrorCode::rate_limited:
    case ErrorCode::sender_rate_limited:
    case ErrorCode::queue_full:
    case ErrorCode::timeout:
    case ErrorCode::connection_failed:
    case ErrorCode::unknown_host:
    case ErrorCode::tls_failed:
    case ErrorCode::connection_lost:
    case ErrorCode::server:
    case ErrorCode::circuit_open:
    case ErrorCode::deferred: return true;
    case ErrorCode::configuration:
    case ErrorCode::not_configured:
    case ErrorCode::invalid_input:
    case ErrorCode::unauthorized:
    case ErrorCode::rejected:
    case ErrorCode::not_found:
    case ErrorCode::invalid_recipient:
    case ErrorCode::invalid_sender:
    case ErrorCode::invalid_content:
    case ErrorCode::too_long:
    case ErrorCode::opted_out:
    case ErrorCode::unreachable:
    case ErrorCode::carrier_rejected:
    case ErrorCode::webhook_failed:
    case ErrorCode::bad_signature:
    case ErrorCode::bad_response:
    case ErrorCode::withheld:
    case ErrorCode::cancelled:
    case ErrorCode::unmatched: return false;
  }
  return false;
}

std::string more_info(const Error& error) {
  if (error.provider_code == 0) return {};
  return "https://www.twilio.com/docs/errors/" + std::to_string(error.provider_code);
}

}  // namespace understudy
