#pragma once

#include <array>
#include <span>
#include <string_view>

#include "core/http/form.hpp"
#include "core/http/message.hpp"
#include "core/runtime/time.hpp"
#include "simulator/api/answer.hpp"
#include "simulator/config.hpp"

namespace understudy::simulator {

class WorldState;

// How a path asks for its answer: by its extension, and without one in the 2010 API's own way, XML.
// https://www.twilio.com/docs/usage/twilios-response
enum class Representation { none, json, xml, csv };

// A request on its way through a world.
struct Call {
  // What stands at the n-th pair of braces of the endpoint's path.
  std::string_view id(std::size_t n) const { return ids[n]; }

  const Request& request;
  TimePoint now;
  std::string_view path{};
  std::array<std::string_view, 4> ids{};
  Representation representation = Representation::json;
  Form form{};                           // the parameters of the body
  std::optional<Fault::Effect> fault{};  // of those that struck it
  std::optional<std::size_t> message{};  // that it was about
};

using Answerer = Answer (*)(WorldState& world, Call& call);

// Where the paths of the 2010 API begin, and those of media that it redirects to.
inline constexpr std::string_view api_2010 = "/2010-04-01/Accounts/";
inline constexpr std::string_view content_root = "/mms.twiliocdn.com/";
// The account that one of them names; empty for the paths of other APIs.
std::string_view account_in(std::string_view path);

// One thing that the API can do, and who does it.
struct Endpoint {
  std::string_view method;
  std::string_view path;  // {} stands for one segment; without an extension
  Operation operation;
  std::string_view element;  // what it is called in XML
  Answerer answer;
};

// All there are.
std::span<const Endpoint> endpoints();

// What a method and a path lead to. Fills in the call's path, ids and representation; null when there is no such
// path at the host that the request is for, or no such method there.
struct Route {
  const Endpoint* endpoint = nullptr;
  bool known_path = false;
};
Route route(std::string_view method, std::string_view path, Call& call);

}  // namespace understudy::simulator
