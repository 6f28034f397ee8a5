#include "scenarios/runner/timeline.hpp"

#include <map>

#include "core/http/form.hpp"
#include "core/http/url.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace understudy::scenarios {
namespace {

using Json = nlohmann::json;

constexpr std::string_view asks = "client --> twilio        ";
constexpr std::string_view answers = "client <-- twilio        ";
constexpr std::string_view gives_up = "client                   ";
constexpr std::string_view posts = "           twilio --> app";
constexpr std::string_view replies = "           twilio <-- app";

// "0:00:01.204", and "1d 0:00:01.204" from the second day on.
std::string offset(Duration since_start) {
  using namespace std::chrono;
  std::string days_before = since_start >= days(1) ? fmt::format("{}d ", since_start / days(1)) : "";
  hh_mm_ss time(floor<milliseconds>(since_start % days(1)));
  return fmt::format("{}{}:{:02}:{:02}.{:03}", days_before, time.hours().count(), time.minutes().count(),
                     time.seconds().count(), time.subseconds().count());
}

std::string text_of(const Json& object, const char* key) {
  auto member = object.find(key);
  if (member == object.end()) return {};
  return member->is_string() ? member->get<std::string>() : member->dump();
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t shown = 40;  // as much as a line has room for
  if (text.size() <= shown) return fmt::format("\"{}\"", text);
  std::size_t end = shown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // not through a character
  return fmt::format("\"{}...\"", text.substr(0, end));
}

class Drawing {
 public:
  Drawing(const Scenario& scenario, Colour colour) : scenario_(scenario), colour_(colour) {
    for (const auto& [name, number] : scenario.names) names_[number] = "$" + name;
  }

  void draw(const Journal::Event& event) {
    Json json = Json::parse(event.line);
    if (event.kind == "scenario") return title(json, event.at);
    if (event.kind == "step") return step(json.at("step").get<std::size_t>());
    if (event.kind == "request") return request(json, event.at);
    if (event.kind == "response") return response(json, event.at);
    if (event.kind == "outcome") return outcome(json, event.at);
    if (event.kind == "callback") return callback(json, event.at);
    if (event.kind == "inbound") return inbound(json, event.at);
    if (event.kind == "failure") return failure(json, event.at);
  }
  std::string text() && { return std::move(out_); }

 private:
  void title(const Json& json, TimePoint at) {
    start_ = at;
    out_ += painted(bold, text_of(json, "name")) + "\n";
    out_ += fmt::format("seed {}, begins at {}\n", text_of(json, "seed"), format_timestamp(at));
  }
  void step(std::size_t number) {
    step_ = &scenario_.steps.at(number - 1);
    out_ += "\n" + painted(bold, fmt::format("{:>2}  {}", number, std::visit(*this, step_->action))) + "\n";
  }
  void request(const Json& json, TimePoint at) {
    std::string what = text_of(json, "method") + " " + resource(text_of(json, "target"));
    if (auto form = json.find("form"); form != json.end()) what += message_in(*form);
    line(at, asks, what);
  }
  void response(const Json& json, TimePoint at) {
    if (json.contains("error")) return line(at, answers, painted(red, text_of(json, "error")));
    int status = json.at("status").get<int>();
    const auto* send = step_ ? std::get_if<Send>(&step_->action) : nullptr;
    if (status < 300 && send && send->as) names_[text_of(json, "sid")] = "$" + send->as->name;
    std::string what = painted(status < 300 ? green : red, std::to_string(status));
    if (json.contains("sid"))
      what += fmt::format("  {} {}", name(text_of(json, "sid")), text_of(json, "message_status"));
    if (json.contains("error_code")) what += fmt::format(" ({})", text_of(json, "error_code"));
    if (json.contains("code")) what += fmt::format("  {} {}", text_of(json, "code"), text_of(json, "message"));
    if (json.contains("retry_after")) what += fmt::format(", retry after {} s", text_of(json, "retry_after"));
    line(at, answers, what);
  }
  // Of a send that worked the answer has said it all.
  void outcome(const Json& json, TimePoint at) {
    if (!json.contains("error")) return;
    line(at, gives_up, fmt::format("{}, attempts {}", text_of(json, "error"), text_of(json, "attempts")));
  }
  void callback(const Json& json, TimePoint at) {
    const Json& form = json.at("form");
    std::string what = fmt::format("{}  {} {}", text_of(json, "path"), name(text_of(form, "MessageSid")),
                                   text_of(form, "MessageStatus"));
    if (form.contains("ErrorCode")) what += fmt::format(" ({})", text_of(form, "ErrorCode"));
    line(at, posts, what);
    line(at, replies, text_of(json, "reply"));
  }
  void inbound(const Json& json, TimePoint at) {
    line(at, posts, text_of(json, "path") + message_in(json.at("form")));
    line(at, replies, text_of(json, "reply"));
  }
  void failure(const Json& json, TimePoint at) {
    line(at, "FAILED                   ",
         painted(red, fmt::format("expected {}, got {}", text_of(json, "expected"), text_of(json, "got"))));
  }

 public:
  // A step in a line, in the words of the language.
  std::string operator()(const Send& send) const {
    std::string what = "send";
    if (send.as) what += " as $" + send.as->name;
    if (send.fails) what += ", which fails";
    return what;
  }
  std::string operator()(const ExpectMessage& expected) const {
    std::string what = "expect $" + expected.message.name;
    if (expected.status) what += fmt::format(" {}", to_string(*expected.status));
    if (expected.attempts) what += fmt::format(", attempts {}", *expected.attempts);
    return what;
  }
  std::string operator()(const ExpectCallback& expected) const {
    return fmt::format("expect_callback{} within {}", pattern(expected.callback), format_duration(expected.within));
  }
  std::string operator()(const NeverCallback& never) const {
    return fmt::format("never callback{} for {}", pattern(never.callback), format_duration(never.span));
  }
  std::string operator()(const Advance& advance) const { return "advance " + format_duration(advance.by); }
  std::string operator()(const TextIn& text) const {
    return fmt::format("text_in from {} to {}", name(text.from), name(text.to));
  }

 private:
  static constexpr int bold = 1;
  static constexpr int red = 31;
  static constexpr int green = 32;

  static std::string pattern(const CallbackPattern& pattern) {
    std::string what;
    if (pattern.message) what += " $" + pattern.message->name;
    if (pattern.status) what += fmt::format(" {}", to_string(*pattern.status));
    if (pattern.error_code && *pattern.error_code != 0) what += fmt::format(" ({})", *pattern.error_code);
    return what;
  }
  std::string name(const std::string& value) const {
    auto known = names_.find(value);
    return known == names_.end() ? value : known->second;
  }
  // ".../Messages/SM1.json" as "Messages/$otp"
  std::string resource(const std::string& target) const {
    constexpr std::string_view collection = "/Messages";
    std::size_t at = target.find(collection);
    if (at == std::string::npos) return target;
    std::string rest = target.substr(at + collection.size());
    if (std::size_t end = rest.rfind(".json"); end != std::string::npos) rest.erase(end, 5);
    return rest.starts_with('/') ? "Messages/" + name(rest.substr(1)) : "Messages" + rest;
  }
  std::string message_in(const Json& form) const {
    std::string from =
        text_of(form, form.contains("MessagingServiceSid") && !form.contains("From") ? "MessagingServiceSid" : "From");
    return fmt::format("  {} to {}  {}", name(from), name(text_of(form, "To")), in_quotes(text_of(form, "Body")));
  }
  void line(TimePoint at, std::string_view lane, std::string_view what) {
    out_ += fmt::format("{:>16}  {}  {}\n", offset(at - start_), lane, what);
  }
  std::string painted(int code, std::string_view text) const {
    return colour_ == Colour::none ? std::string(text) : fmt::format("\x1b[{}m{}\x1b[0m", code, text);
  }

  const Scenario& scenario_;
  const Colour colour_;
  std::map<std::string, std::string> names_;  // of numbers and messages
  TimePoint start_{};
  const Step* step_ = nullptr;
  std::string out_;
};

}  // namespace

std::string timeline(const Scenario& scenario, const Journal& journal, Colour colour) {
  Drawing drawing(scenario, colour);
  for (const Journal::Event& event : journal.events()) drawing.draw(event);
  return std::move(drawing).text();
}

}  // namespace understudy::scenarios
