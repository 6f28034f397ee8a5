#include "scenarios/runner/witness.hpp"

#include <algorithm>

#include "core/api/json_writer.hpp"
#include "core/api/message_resource.hpp"
#include "core/http/url.hpp"

namespace understudy::scenarios {
namespace {

void write_request(JsonWriter& json, int number, const Request& request) {
  json.member("request", number);
  json.member("method", std::string_view(request.method));
  json.member("target", target_of(request.url));
  if (!request.body.empty()) write_form(json, decode_form(request.body));
}

void write_response(JsonWriter& json, const Response& response) {
  json.member("status", response.status);
  if (auto retry_after = response.headers.find("Retry-After")) json.member("retry_after", *retry_after);
  if (auto message = parse_message(response.body)) {
    json.member("sid", std::string_view(message->sid.text()));
    json.member("message_status", to_string(message->status));
    json.member("num_segments", message->num_segments);
    if (message->error_code) json.member("error_code", *message->error_code);
  } else if (auto refusal = parse_api_error(response.body)) {
    json.member("code", refusal->code);
    json.member("message", std::string_view(refusal->message));
  }
}

}  // namespace

// A request whose answer is awaited; one that dies without was given up by the client.
class Witness::Pending {
 public:
  Pending(Witness& witness, int number) : witness_(witness), number_(number) {}
  Pending(const Pending&) = delete;
  Pending& operator=(const Pending&) = delete;
  ~Pending() {
    if (!answered_) end([](JsonWriter& json) { json.member("error", "given up"); });
  }
  void answer(const Result<Response>& outcome) {
    answered_ = true;
    end([&](JsonWriter& json) {
      if (outcome) {
        write_response(json, *outcome);
      } else {
        json.member("error", to_string(outcome.error().code));
      }
    });
  }

 private:
  void end(const std::function<void(JsonWriter&)>& members) {
    witness_.journal_.append(witness_.executor_.now(), "response", [&](JsonWriter& json) {
      json.member("request", number_);
      members(json);
    });
  }
  Witness& witness_;
  int number_;
  bool answered_ = false;
};

Task<Result<Response>> Witness::roundtrip(Request request) {
  int number = ++requests_;
  journal_.append(executor_.now(), "request", [&](JsonWriter& json) { write_request(json, number, request); });
  Pending pending(*this, number);
  auto outcome = co_await inner_.roundtrip(std::move(request));
  pending.answer(outcome);
  co_return outcome;
}

void write_form(JsonWriter& json, const Form& form) {
  json.key("form").begin_object();
  for (auto field = form.begin(); field != form.end(); ++field) {
    auto same_name = [&](const Form::Field& other) { return other.first == field->first; };
    if (std::any_of(form.begin(), field, same_name)) continue;
    auto values = form.all(field->first);
    if (values.size() == 1) {
      json.member(field->first, std::string_view(values.front()));
      continue;
    }
    json.key(field->first).begin_array();
    for (const auto& value : values) json.string(value);
    json.end_array();
  }
  json.end_object();
}

}  // namespace understudy::scenarios
