#include "simulator/input.hpp"

#include <charconv>
#include <optional>

#include "core/http/form.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

constexpr std::string_view header_prefix = "header.";

template <class Number>
Number number_in(const Form& details, std::string_view name) {
  Number number{};
  const std::string_view digits = details.get(name);
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}
TimePoint outside_in(const Form& details) { return TimePoint{Duration{number_in<Duration::rep>(details, "outside")}}; }
std::string text_in(const Form& details, std::string_view name) { return std::string(details.get(name)); }

void add_outside(Form& details, TimePoint outside) {
  details.add("outside", std::to_string(outside.time_since_epoch().count()));
}

ErrorCode parse_error_code(std::string_view text) {
  for (int i = 0; i < static_cast<int>(ErrorCode::unmatched); ++i) {
    if (to_string(static_cast<ErrorCode>(i)) == text) return static_cast<ErrorCode>(i);
  }
  return ErrorCode::unmatched;
}

// How each kind is written to a form and read from it. What has a body of bytes gives it apart.
template <class Kind>
struct Format;

template <>
struct Format<Input::Begun> {
  static constexpr std::string_view name = "begun";
  static void write(const Input::Begun& begun, Form& to) { add_outside(to, begun.outside); }
  static Input::Begun read(const Form& from, std::string) { return {outside_in(from)}; }
};

template <>
struct Format<Input::Forked> {
  static constexpr std::string_view name = "forked";
  static void write(const Input::Forked& forked, Form& to) {
    to.add("account_sid", forked.names.account_sid);
    to.add("test_account_sid", forked.names.test_account_sid);
    to.add("api_key_sid", forked.names.api_key_sid);
    add_outside(to, forked.outside);
  }
  static Input::Forked read(const Form& from, std::string) {
    return {{text_in(from, "account_sid"), text_in(from, "test_account_sid"), text_in(from, "api_key_sid")},
            outside_in(from)};
  }
};

template <>
struct Format<Input::Asked> {
  static constexpr std::string_view name = "asked";
  static constexpr std::string_view content_type = "Content-Type";  // the one header that a world looks at
  static void write(const Input::Asked& asked, Form& to) {
    to.add("method", asked.request.method);
    to.add("url", asked.request.url);
    if (!asked.credentials.empty()) to.add("credentials", asked.credentials);
    if (const auto type = asked.request.headers.find(content_type)) to.add(content_type, *type);
  }
  static std::string_view body(const Input::Asked& asked) { return asked.request.body; }
  static Input::Asked read(const Form& from, std::string body) {
    Input::Asked asked{Request(text_in(from, "method"), text_in(from, "url")), text_in(from, "credentials")};
    if (const auto type = from.find(content_type)) asked.request.headers.add(content_type, *type);
    asked.request.body = std::move(body);
    return asked;
  }
};

template <>
struct Format<Input::Answered> {
  static constexpr std::string_view name = "answered";
  static void write(const Input::Answered& answered, Form& to) {
    to.add("delivery", std::to_string(answered.delivery));
    to.add("took", std::to_string(answered.took.count()));
    if (!answered.outcome) {
      to.add("error", to_string(answered.outcome.error().code));
      to.add("message", answered.outcome.error().message);
      return;
    }
    to.add("status", std::to_string(answered.outcome->status));
    for (const auto& [header, value] : answered.outcome->headers)
      to.add(fmt::format("{}{}", header_prefix, header), value);
  }
  static std::string_view body(const Input::Answered& answered) {
    return answered.outcome ? std::string_view(answered.outcome->body) : std::string_view();
  }
  static Input::Answered read(const Form& from, std::string body) {
    Input::Answered answered{number_in<std::uint64_t>(from, "delivery"), Response(number_in<int>(from, "status")),
                             Duration{number_in<Duration::rep>(from, "took")}};
    if (const auto error = from.find("error")) {
      answered.outcome = failure(parse_error_code(*error), text_in(from, "message"));
      return answered;
    }
    for (const auto& [field, value] : from) {
      if (field.starts_with(header_prefix)) answered.outcome->headers.add(field.substr(header_prefix.size()), value);
    }
    answered.outcome->body = std::move(body);
    return answered;
  }
};

template <>
struct Format<Input::CaughtUp> {
  static constexpr std::string_view name = "caught_up";
  static void write(const Input::CaughtUp&, Form&) {}
  static Input::CaughtUp read(const Form&, std::string) { return {}; }
};

template <>
struct Format<Input::Moved> {
  static constexpr std::string_view name = "moved";
  static void write(const Input::Moved& moved, Form& to) { to.add("by", std::to_string(moved.by.count())); }
  static Input::Moved read(const Form& from, std::string) { return {Duration{number_in<Duration::rep>(from, "by")}}; }
};

template <>
struct Format<Input::ClockSet> {
  static constexpr std::string_view name = "clock_set";
  static void write(const Input::ClockSet& set, Form& to) { add_outside(to, set.outside); }
  static Input::ClockSet read(const Form& from, std::string) { return {outside_in(from)}; }
};

template <>
struct Format<Input::Served> {
  static constexpr std::string_view name = "served";
  static void write(const Input::Served& served, Form& to) { to.add("origin", served.origin); }
  static Input::Served read(const Form& from, std::string) { return {text_in(from, "origin")}; }
};

template <>
struct Format<Input::SnapshotTaken> {
  static constexpr std::string_view name = "snapshot_taken";
  static void write(const Input::SnapshotTaken& taken, Form& to) { to.add("name", taken.name); }
  static Input::SnapshotTaken read(const Form& from, std::string) { return {text_in(from, "name")}; }
};

template <>
struct Format<Input::Restored> {
  static constexpr std::string_view name = "restored";
  static void write(const Input::Restored& restored, Form& to) {
    to.add("name", restored.name);
    add_outside(to, restored.outside);
  }
  static Input::Restored read(const Form& from, std::string) { return {text_in(from, "name"), outside_in(from)}; }
};

template <>
struct Format<Input::SnapshotDropped> {
  static constexpr std::string_view name = "snapshot_dropped";
  static void write(const Input::SnapshotDropped& dropped, Form& to) { to.add("name", dropped.name); }
  static Input::SnapshotDropped read(const Form& from, std::string) { return {text_in(from, "name")}; }
};

template <class Kind>
bool read_as(std::string_view kind, const Form& details, std::string& body, std::optional<Input::What>& into) {
  if (kind != Format<Kind>::name) return false;
  into = Format<Kind>::read(details, std::move(body));
  return true;
}

template <class... Kinds>
std::optional<Input::What> read_any(std::string_view kind, const Form& details, std::string& body,
                                    const std::variant<Kinds...>*) {
  std::optional<Input::What> what;
  (read_as<Kinds>(kind, details, body, what) || ...);
  return what;
}

}  // namespace

WrittenInput write_input(const Input::What& what) {
  return std::visit(
      []<class Kind>(const Kind& input) {
        Form details;
        Format<Kind>::write(input, details);
        WrittenInput written{Format<Kind>::name, encode_form(details), {}};
        if constexpr (requires { Format<Kind>::body(input); }) written.body = Format<Kind>::body(input);
        return written;
      },
      what);
}

Result<Input::What> read_input(std::string_view kind, std::string_view details, std::string body) {
  auto what = read_any(kind, decode_form(details), body, static_cast<const Input::What*>(nullptr));
  if (!what) return failure(ErrorCode::invalid_input, fmt::format("there is no kind of input \"{}\"", kind));
  return std::move(*what);
}

Result<Response> cannot_keep() {
  return failure(ErrorCode::connection_lost, "what was asked could not be kept, so it is not answered");
}

}  // namespace understudy::simulator
