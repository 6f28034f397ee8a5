#include "core/http/httplib_tls.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>
#include <vector>

#include "core/tls/certificate.hpp"

#include <openssl/ssl.h>

namespace understudy {
namespace {

// A host of Twilio's that *.twilio.com does not cover, written as names are.
bool is_below_a_subdomain(std::string_view name) {
  constexpr std::string_view domain = ".twilio.com";
  if (name.size() > 253 || !name.ends_with(domain)) return false;
  name.remove_suffix(domain.size());
  const bool written_well = name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-.") == name.npos;
  return written_well && !name.starts_with('.') && name.find("..") == name.npos && name.find('.') != name.npos;
}

int show_certificate(SSL* session, void* identity) {
  const auto& self = *static_cast<const TlsIdentity*>(identity);
  const char* asked_for = SSL_get_servername(session, TLSEXT_NAMETYPE_host_name);
  const CertificateHandle certificate = self.certificate_for(asked_for ? asked_for : "");
  const bool shown = certificate && SSL_use_certificate(session, certificate.get()) == 1 &&
                     SSL_use_PrivateKey(session, self.key()) == 1;
  return shown ? 1 : 0;
}

int choose_http_1_1(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                    unsigned int offered_size, void*) {
  static constexpr unsigned char ours[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* match = nullptr;
  const int outcome = SSL_select_next_proto(&match, size, ours, sizeof ours, offered, offered_size);
  *chosen = match;
  // "no_application_protocol" (RFC 7301 §3.2)
  return outcome == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

// The clock that clients check certificates by.
TimePoint clients_now() { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); }

constexpr std::size_t certificates_max = 64;

}  // namespace

// Making one takes about 0.4 ms, so each name's is kept for a day.
struct TlsIdentity::Made {
  struct Kept {
    CertificateHandle certificate;
    TimePoint renewed;

    CertificateHandle share() const {
      X509_up_ref(certificate.get());
      return CertificateHandle(certificate.get());
    }
  };
  std::mutex mutex;
  std::map<std::string, Kept> certificates;  // guarded by the mutex; by name, and for all others by none
};

TlsIdentity::TlsIdentity(const CertificateAuthority& authority)
    : authority_(authority), made_(std::make_unique<Made>()) {}
TlsIdentity::~TlsIdentity() = default;

Result<std::unique_ptr<TlsIdentity>> TlsIdentity::make(const CertificateAuthority& authority) {
  std::unique_ptr<TlsIdentity> made(new TlsIdentity(authority));
  made->key_ = make_key();
  made->context_.reset(SSL_CTX_new(TLS_server_method()));
  SSL_CTX* context = made->context_.get();
  const bool good = made->key_ && context && SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1;
  if (!good) return failure(ErrorCode::configuration, "OpenSSL cannot serve TLS");
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  // What waits to be written may move in memory meanwhile.
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_cert_cb(context, show_certificate, made.get());
  SSL_CTX_set_alpn_select_cb(context, choose_http_1_1, nullptr);
  return made;
}

TlsSessionHandle TlsIdentity::begin() const {
  TlsSessionHandle session(SSL_new(context_.get()));
  if (session) SSL_set_accept_state(session.get());
  return session;
}

CertificateHandle TlsIdentity::certificate_for(std::string_view server_name) const {
  std::string name(server_name);
  std::ranges::transform(name, name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  if (!is_below_a_subdomain(name)) name.clear();
  const TimePoint now = clients_now();
  std::lock_guard lock(made_->mutex);
  auto& certificates = made_->certificates;
  if (auto found = certificates.find(name); found != certificates.end() && now < found->second.renewed) {
    return found->second.share();
  }
  std::vector<std::string> names = {"api.twilio.com",     "messaging.twilio.com",
                                    "lookups.twilio.com", "*.twilio.com",
                                    "twilio.com",         "localhost",
                                    "127.0.0.1",          "::1"};
  if (!name.empty()) names.insert(names.begin(), name);
  CertificateHandle issued = authority_.issue(*key_, names, now);
  if (!issued) return nullptr;
  if (certificates.size() >= certificates_max) certificates.clear();
  const auto& kept = certificates[name] = {std::move(issued), now + std::chrono::days(1)};
  return kept.share();
}

}  // namespace understudy
