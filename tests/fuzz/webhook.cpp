// What a webhook has to do with: a URL, then a line of Set-Cookie, one of WWW-Authenticate, then a form.
#include "core/http/challenge.hpp"
#include "core/http/url.hpp"
#include "core/webhook/diagnosis.hpp"
#include "core/webhook/events.hpp"
#include "simulator/connection_overrides.hpp"
#include "simulator/cookies.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace understudy::fuzz {
namespace {

const TimePoint new_year = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);

bool one_line(std::string_view text) { return text.find_first_of("\r\n") == std::string_view::npos; }

void check_cookies(const std::string& url, std::string_view line) {
  simulator::CookieJar jar;
  jar.take(url, Headers{{"Set-Cookie", line}}, new_year);
  const std::string sent = jar.header(url, new_year);
  const bool same = sent.empty() || line.find(sent.substr(sent.find('=') + 1)) != std::string_view::npos;
  must(same && one_line(sent), "a cookie comes back as it was set", sent);
  must(jar.header("https://other.example/", new_year).empty() || url.find("other.example") != std::string::npos,
       "a cookie goes to the host that set it", url);
}

void check_challenge(std::string_view line) {
  const auto credentials = read_user_info("user:pass");
  const auto answer =
      answer_challenge(Headers{{"WWW-Authenticate", line}}, {"POST", "/status"}, credentials, "0123456789abcdef");
  if (!answer) return;
  const std::string_view said = answer->reveal();
  must(said.starts_with("Basic ") || said.starts_with("Digest "), "what is answered is of a known kind", said);
  must(one_line(said), "an answer is one line", said);
}

void check_signature(const std::string& url, const Form& form) {
  static const Signer signer(Secret("12345678901234567890123456789012"));
  const std::string signature = signer.sign(url, form);
  must(signer.verify(signature, url, form), "a signature is verified", signature);
  must(!signer.verify("A" + signature.substr(1), url, form) || signature.starts_with('A'), "another one is not");
  for (const Mistake& mistake : usual_mistakes({url, form}, signer)) {
    must(mistake.signed_string != signed_string(SignedWebhook{url, form}), "a mistake makes a difference",
         mistake.name);
  }
}

}  // namespace

void check(std::string_view input) {
  const std::string url(take_line(input));
  const std::string cookie(take_line(input));
  const std::string challenge(take_line(input));
  const Form form = decode_form(input);
  if (Url::parse(url) && one_line(cookie)) check_cookies(url, cookie);
  if (one_line(challenge)) check_challenge(challenge);
  check_signature(url, form);
  const auto read = simulator::read_overrides(url);
  must(read.overrides.retries >= 0 && read.overrides.retries <= 5, "there are at most five retries", url);
  must(read.overrides.total_time <= std::chrono::seconds(15), "all tries take 15 s at most", url);
  const auto event = parse_webhook(form, "token");
  must(event || event.error().code == ErrorCode::invalid_input, "what is wrong with a webhook is invalid_input");
}

}  // namespace understudy::fuzz
