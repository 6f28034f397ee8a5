#include "simulator/fault_effects.hpp"

#include "core/http/reason.hpp"
#include "core/http/url.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

std::string_view usual_text(int code) {
  switch (code) {
    case 20003: return "Authenticate";
    case 20429: return "Too Many Requests";
    case 20500: return "An internal server error has occurred";
    case 20503: return "Service unavailable";
    case 21611: return "SMS queue is full.";
    default: return "The request was refused by a fault";
  }
}

// One character less or more, after which no reader of its kind takes it.
std::string malformed(std::string body, std::string_view content_type) {
  const bool markup = content_type.ends_with("xml");
  const std::size_t at = body.find(markup ? "</" : ":");
  if (content_type == "text/csv" || at == std::string::npos) return '"' + body;
  markup ? body.erase(at + 1, 1) : body.replace(at, 1, "=");
  return body;
}

// What a proxy in front of the API says in its place.
std::string proxy_page(int status) {
  const std::string title = fmt::format("{} {}", status, reason_phrase(status));
  return fmt::format(
      "<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<center><h1>{0}</h1></center>\r\n</body>\r\n</html>\r\n",
      title);
}

// As an app takes it that does not know who ends TLS for it.
std::string with_other_scheme(const std::string& url) {
  const bool secure = url.starts_with("https:");
  return (secure ? "http" : "https") + url.substr(secure ? 5 : 4);
}

}  // namespace

Answer faulty_answer(const FaultAnswer& wanted) {
  const int usual = wanted.status == 401 ? 20003 : 20'000 + wanted.status;
  const int code = wanted.code != 0 ? wanted.code : usual;
  Answer answer = refuse({wanted.status, code, std::string(usual_text(code))});
  answer.retry_after = wanted.retry_after;
  return answer;
}

void spoil(Answer& answer, const Fault::Effect& effect) {
  if (answer.status == 204) return;  // has neither body nor type
  switch (effect.body) {
    case Fault::Body::whole: break;
    case Fault::Body::cut: answer.body.resize(answer.body.size() / 2); break;
    case Fault::Body::malformed: answer.body = malformed(std::move(answer.body), answer.content_type); break;
    case Fault::Body::empty: answer.body.clear(); break;
    case Fault::Body::html:
      answer.body = proxy_page(answer.status);
      answer.content_type = "text/html";
      break;
  }
  if (effect.content_type) answer.content_type = *effect.content_type;
}

std::optional<BadLine> line_of(const Fault::Effect& effect) {
  if (!effect.reset && !effect.drip) return std::nullopt;
  BadLine line;
  if (effect.reset) line.reset_after = static_cast<std::size_t>(*effect.reset);
  if (effect.drip) line.bytes_per_second = *effect.drip;
  return line;
}

std::string faulty_signature(Fault::Signature wanted, const Signer& signer, const std::string& url, const Form& form) {
  switch (wanted) {
    case Fault::Signature::right: return signer.sign(url, form);
    case Fault::Signature::wrong: return signer.sign_string(signed_string(url, form) + "?");
    case Fault::Signature::other_url: return signer.sign(with_other_scheme(url), form);
    case Fault::Signature::none: return {};
  }
  return {};  // not a signature
}

}  // namespace understudy::simulator
