#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/webhook/signature.hpp"

namespace understudy {

// A webhook whose signature is in question.
struct SignedWebhook {
  std::string url;  // as configured; what is signed of it has neither credentials nor a fragment
  Form parameters;  // of a form POST; a GET and a JSON body have none
};
std::string signed_string(const SignedWebhook& webhook);

// A token that is not the right one, but at hand.
struct OtherToken {
  std::string_view mistake;      // "secondary_token"
  std::string_view explanation;  // "the secondary auth token was used; Twilio signs with the primary one"
  Secret token;
};

// One way in which a receiver's own check often goes wrong, and the signature that it then comes to.
struct Mistake {
  std::string_view name;         // "port_removed"
  std::string_view explanation;  // "the port was left out of the URL"
  std::string signed_string;
  std::string signature;
};

// The usual mistakes that make a difference for this webhook, likelier ones first.
// https://www.twilio.com/docs/usage/security#validating-requests
std::vector<Mistake> usual_mistakes(const SignedWebhook& webhook, const Signer& signer,
                                    std::span<const OtherToken> other_tokens = {});

}  // namespace understudy
