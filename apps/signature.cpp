#include <algorithm>
#include <cstdlib>
#include <vector>

#include "apps/commands.hpp"
#include "core/http/form.hpp"
#include "core/http/url.hpp"
#include "core/text/digest.hpp"
#include "core/webhook/diagnosis.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace understudy::apps {
namespace {

struct SignatureOptions {
  std::string url;
  std::vector<std::string> parameters;
  std::string body;
  std::string token;
  std::string secondary_token;
  std::string signature;
};

constexpr std::string_view body_hash = "bodySHA256";

// The URL that Twilio calls with a JSON body: it carries the body's hash.
Result<std::string> with_body_hash(std::string url, const std::string& body) {
  const std::string hash = hex_digest(understudy::Hash::sha256, body);
  const Form query = decode_form(query_of(url));
  const auto given = query.find(body_hash);
  if (!given) return fmt::format("{}{}{}={}", url, query_of(url).empty() ? '?' : '&', body_hash, hash);
  if (*given == hash) return url;
  return failure(ErrorCode::bad_signature,
                 fmt::format("{} in the URL is {}, but that of the body is {}: it is not the body that was signed",
                             body_hash, *given, hash));
}

Result<Form> read_parameters(const SignatureOptions& options) {
  if (!options.parameters.empty() && !options.body.empty()) {
    return failure(ErrorCode::invalid_input, "--param and --body are two ways to say one thing; give one of them");
  }
  if (!options.body.empty()) return decode_form(options.body);
  Form form;
  for (const std::string& parameter : options.parameters) {
    const auto equals = parameter.find('=');
    if (equals == std::string::npos || equals == 0) {
      return failure(ErrorCode::invalid_input, fmt::format("--param wants NAME=VALUE, got \"{}\"", parameter));
    }
    form.add(parameter.substr(0, equals), parameter.substr(equals + 1));
  }
  return form;
}

bool is_json(const std::string& body) { return body.starts_with('{') || body.starts_with('['); }

// Says which mistake gives the signature that came, if one does.
void explain(const SignedWebhook& webhook, const Signer& signer, const SignatureOptions& options) {
  std::vector<OtherToken> others;
  if (!options.secondary_token.empty()) {
    others.push_back({"secondary_token", "the secondary auth token was used; Twilio signs with the primary one",
                      Secret(options.secondary_token)});
  }
  const auto mistakes = usual_mistakes(webhook, signer, others);
  const auto made = std::ranges::find(mistakes, options.signature, &Mistake::signature);
  if (made == mistakes.end()) {
    fmt::print("mistake:   none of the {} usual ones; compare the token, the URL as configured, and each parameter\n",
               mistakes.size());
  } else {
    fmt::print("mistake:   {}: {}\ninstead:   {}\n", made->name, made->explanation, made->signed_string);
  }
}

Exit check(const SignatureOptions& options) {
  const char* from_environment = std::getenv("TWILIO_AUTH_TOKEN");
  const Secret token(!options.token.empty() ? options.token : from_environment ? from_environment : "");
  if (token.empty()) return complain(Exit::input, "no auth token: give --token or set TWILIO_AUTH_TOKEN");
  SignedWebhook webhook{options.url, {}};
  if (!Url::parse(webhook.url)) {
    return complain(Exit::input, fmt::format("--url wants an http or https URL, got \"{}\"", webhook.url));
  }
  if (is_json(options.body) && options.parameters.empty()) {
    auto url = with_body_hash(wire_url(webhook.url), options.body);
    if (!url) return complain(Exit::failed, url.error().message);
    webhook.url = std::move(*url);
  } else {
    auto parameters = read_parameters(options);
    if (!parameters) return complain(Exit::input, parameters.error().message);
    webhook.parameters = std::move(*parameters);
  }

  const Signer signer(token);
  const std::string text = signed_string(webhook);
  const std::string right = signer.sign_string(text);
  fmt::print("signed:    {}\nsignature: {}\n", text, right);
  if (options.signature.empty()) return Exit::good;
  fmt::print("received:  {}\n", options.signature);
  if (options.signature == right) {
    fmt::print("matches\n");
    return Exit::good;
  }
  if (signer.verify(options.signature, wire_url(webhook.url), webhook.parameters)) {
    fmt::print("matches as Twilio's own libraries check it, which try the URL with and without its port\n");
    return Exit::good;
  }
  explain(webhook, signer, options);
  return Exit::failed;
}

}  // namespace

void add_signature(CLI::App& app, Exit& exit) {
  auto options = std::make_shared<SignatureOptions>();
  CLI::App* command =
      app.add_subcommand("signature", "Show how a webhook is signed, and what a signature that differs was made of");
  command->add_option("--url", options->url, "The webhook's URL as configured, with its query")->required();
  command->add_option("--param", options->parameters, "A parameter of the form, NAME=VALUE, not encoded; repeatable")
      ->allow_extra_args(false);
  command->add_option("--body", options->body, "The body as it came instead: a form, or JSON");
  command->add_option("--token", options->token, "The account's primary auth token; better set as TWILIO_AUTH_TOKEN");
  command->add_option("--secondary-token", options->secondary_token, "The secondary one, tried as a mistake");
  command->add_option("--signature", options->signature, "The X-Twilio-Signature that came");
  command->footer("Exits with 0 when the signature matches or none was given, with 1 when it does not match.");
  command->callback([options, &exit] { exit = check(*options); });
}

}  // namespace understudy::apps
