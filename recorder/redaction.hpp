#pragma once

#include <string>
#include <string_view>

#include "core/http/message.hpp"
#include "core/observe/secret.hpp"
#include "recorder/cassette.hpp"
#include "recorder/placeholders.hpp"

namespace understudy::recorder {

// What is kept of what goes by. Credentials that pass through are remembered, and struck out wherever they turn up,
// plain or encoded.
class Redaction {
 public:
  void add(const Secret& secret) { secrets_.add(secret.reveal()); }
  // Remembers the credentials that the request carries: in Authorization, and in URLs such as
  // http://user:password@host.
  void learn(const Request& request);
  // Remembers those that the API gives away: a new key's secret, an account's token.
  void learn(const Response& response);

  // Headers that say something beyond this one connection, placeholders in the texts; a form, and the query of a
  // request to the API, in the one spelling that a cassette has for them.
  Request keep(const Request& request, Interaction::Kind kind, std::string_view account) const;
  Response keep(const Response& response, std::string_view account) const;
  // Of an error its code and message.
  Error keep(const Error& error, std::string_view account) const;

 private:
  Headers keep(const Headers& headers, std::string_view account) const;
  std::string keep_form(std::string_view form, std::string_view account) const;
  std::string keep_body(const Headers& headers, std::string_view body, std::string_view account) const;
  std::string keep_url(std::string_view url, std::string_view account) const;

  Secrets secrets_;
};

// What was kept, ready to go out again in the name of another account.
Request restore(const Request& kept, std::string_view account);
Response restore(const Response& kept, std::string_view account);

}  // namespace understudy::recorder
