#include "simulator/control_journal.hpp"

#include <charconv>

#include "core/http/form.hpp"
#include "core/http/url.hpp"
#include "simulator/control_answer.hpp"
#include "simulator/journal_stream.hpp"
#include "simulator/simulated_twilio.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

constexpr std::string_view event_stream = "text/event-stream";

Result<std::uint64_t> read_seq(std::string_view name, std::string_view digits) {
  std::uint64_t seq = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), seq);
  if (digits.empty() || (error == std::errc{} && end == digits.data() + digits.size())) return seq;
  return failure(ErrorCode::invalid_input, fmt::format("{}: wants the number of an event, got \"{}\"", name, digits));
}

// Who comes back after a broken line says with Last-Event-ID what came last, whatever the URL says.
Result<JournalWish> read_wish(const Request& request) {
  const Form query = decode_form(query_of(request.url));
  const auto last = request.headers.find("Last-Event-ID");
  const auto after = last ? read_seq("Last-Event-ID", *last) : read_seq("after", query.get("after"));
  if (!after) return tl::unexpected(after.error());
  JournalWish wish{*after};
  if (const auto kind = query.find("kind")) wish.kind = *kind;
  return wish;
}

Response lines(const Journal& journal, const JournalWish& wish) {
  Response response(200, "application/jsonl", "");
  for (const Journal::Event& event : journal.events()) {
    if (event.seq <= wish.after || (wish.kind && event.kind != *wish.kind)) continue;
    response.body.append(event.line).append("\n");
  }
  response.headers.add("Understudy-Digest", journal.digest());
  response.headers.add("Understudy-Dropped", std::to_string(journal.dropped()));
  return response;
}

}  // namespace

Response show_journal(SimulatedTwilio& twilio, const Request& request) {
  auto wish = read_wish(request);
  if (!wish) return problem(wish.error());
  if (request.headers.get("Accept").find(event_stream) == std::string_view::npos) {
    return lines(twilio.world().journal(), *wish);
  }
  Response response(200, event_stream, "");
  response.headers.add("Cache-Control", "no-store");
  response.stream = std::make_shared<JournalStream>(twilio.feed(), std::move(*wish));
  return response;
}

}  // namespace understudy::simulator
