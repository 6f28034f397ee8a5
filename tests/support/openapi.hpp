#pragma once

#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace understudy::test {

// Twilio's own description of its messages API, as a judge of answers: fixtures/twilio/openapi_messages.json.
class OpenApi {
 public:
  OpenApi();

  // "GET /2010-04-01/Accounts/{}/Messages/{}" for each, in the form of the simulator's endpoints.
  std::set<std::string> operations() const;
  // The parameters of an operation's form, in the order of the description.
  std::vector<std::string> form_parameters(const std::string& operation) const;

  // The first thing that the description has against the JSON of a successful answer, with its place, or nothing.
  // Stricter than the description says: every field is there and no other; formats hold; the status is the described
  // one.
  std::string objection(const std::string& operation, int status, const std::string& body) const;

 private:
  const nlohmann::ordered_json& described(const std::string& operation) const;
  // The schema as one that `violation` understands, without references.
  nlohmann::ordered_json strict(const nlohmann::ordered_json& schema) const;

  nlohmann::ordered_json document_;
};

}  // namespace understudy::test
