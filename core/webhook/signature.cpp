#include "core/webhook/signature.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "core/http/url.hpp"
#include "core/text/base64.hpp"
#include "core/text/digest.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

namespace understudy {
namespace {

// The URL with its scheme's port added, or with any port removed.
std::string with_port_toggled(std::string_view text) {
  auto url = Url::parse(text);
  if (!url) return std::string(text);
  if (url->port) {
    url->port.reset();
  } else {
    url->port = url->effective_port();
  }
  return url->text();
}

// Some proxies write the apostrophe of a query plainly that was signed in its encoded form.
std::string with_apostrophes_encoded(std::string_view url) {
  std::string out;
  auto query = url.find('?');
  for (std::size_t i = 0; i < url.size(); ++i) {
    if (url[i] == '\'' && query != std::string_view::npos && i > query) {
      out += "%27";
    } else {
      out += url[i];
    }
  }
  return out;
}

}  // namespace

std::string signed_string(std::string_view url, const Form& form) {
  std::vector<Form::Field> fields(form.begin(), form.end());
  std::sort(fields.begin(), fields.end());
  fields.erase(std::unique(fields.begin(), fields.end()), fields.end());
  const std::string_view asked = url.substr(0, url.find('#'));
  std::size_t size = asked.size();
  for (const auto& [name, value] : fields) size += name.size() + value.size();
  std::string text;
  text.reserve(size);
  text.append(asked);
  for (const auto& [name, value] : fields) text.append(name).append(value);
  return text;
}

struct Signer::Context {
  explicit Context(const Secret& token) {
    EVP_MAC* hmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    mac = EVP_MAC_CTX_new(hmac);
    EVP_MAC_free(hmac);
    char digest[] = "SHA1";
    OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                               OSSL_PARAM_construct_end()};
    // An empty token still needs a key to be set.
    std::string_view key = token.empty() ? std::string_view("\0", 1) : token.reveal();
    EVP_MAC_init(mac, reinterpret_cast<const unsigned char*>(key.data()), key.size(), parameters);
  }
  Context(const Context& other) : mac(EVP_MAC_CTX_dup(other.mac)) {}
  Context& operator=(const Context&) = delete;
  ~Context() { EVP_MAC_CTX_free(mac); }
  EVP_MAC_CTX* mac = nullptr;
};

Signer::Signer(const Secret& auth_token) : context_(std::make_unique<Context>(auth_token)) {}
Signer::Signer(const Signer& other) : context_(std::make_unique<Context>(*other.context_)) {}
Signer::Signer(Signer&&) noexcept = default;
Signer& Signer::operator=(Signer&&) noexcept = default;
Signer::~Signer() = default;

std::string Signer::sign_string(std::string_view text) const {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  std::size_t size = 0;
  EVP_MAC_init(context_->mac, nullptr, 0, nullptr);  // the key stays
  EVP_MAC_update(context_->mac, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  EVP_MAC_final(context_->mac, bytes.data(), &size, bytes.size());
  return base64_encode({reinterpret_cast<const char*>(bytes.data()), size});
}

std::string Signer::sign(std::string_view url, const Form& form) const { return sign_string(signed_string(url, form)); }

bool Signer::verify(std::string_view signature, std::string_view url, const Form& form) const {
  if (equal_in_constant_time(signature, sign(url, form))) return true;
  std::string toggled = with_port_toggled(url);
  if (equal_in_constant_time(signature, sign(toggled, form))) return true;
  if (url.find('\'') == std::string_view::npos) return false;
  return equal_in_constant_time(signature, sign(with_apostrophes_encoded(url), form)) ||
         equal_in_constant_time(signature, sign(with_apostrophes_encoded(toggled), form));
}

bool Signer::verify_json(std::string_view signature, std::string_view url, std::string_view body) const {
  Form query = decode_form(query_of(url));
  return equal_in_constant_time(query.get("bodySHA256"), hex_digest(Hash::sha256, body)) && verify(signature, url, {});
}

}  // namespace understudy
