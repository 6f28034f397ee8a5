#include "tests/support/tls_client.hpp"

#include <sstream>
#include <utility>

#include "core/tls/certificate.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

namespace understudy::test {
namespace {

std::string in_alpn_form(const std::string& protocols) {
  std::string form;
  std::istringstream words(protocols);
  for (std::string word; words >> word;) form += static_cast<char>(word.size()) + word;
  return form;
}

}  // namespace

TlsClient::TlsClient(RawConnection& below, const TlsClientOptions& options)
    : below_(below), context_(SSL_CTX_new(TLS_client_method())) {
  SSL_CTX_set_security_level(context_.get(), 0);  // TLS 1.1 can be offered too
  SSL_CTX_set_max_proto_version(context_.get(), options.version_max);
  SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
  if (const CertificateHandle trusted = read_certificate(options.trusted)) {
    X509_STORE* store = SSL_CTX_get_cert_store(context_.get());
    X509_STORE_add_cert(store, trusted.get());
    X509_STORE_set_flags(store, X509_V_FLAG_X509_STRICT);  // as Python does from 3.13 on
  }
  session_.reset(SSL_new(context_.get()));
  SSL* session = session_.get();
  SSL_set_connect_state(session);
  SSL_set_bio(session, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  if (options.server_name.empty()) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), "127.0.0.1");
  } else {
    SSL_set_tlsext_host_name(session, options.server_name.c_str());
    SSL_set1_host(session, options.server_name.c_str());
  }
  if (const std::string offered = in_alpn_form(options.protocols); !offered.empty()) {
    SSL_set_alpn_protos(session, reinterpret_cast<const unsigned char*>(offered.data()),
                        static_cast<unsigned>(offered.size()));
  }
}

TlsClient::~TlsClient() { ERR_clear_error(); }

std::string TlsClient::hello() {
  SSL_do_handshake(session_.get());
  return to_send();
}

bool TlsClient::shake_hands() {
  for (;;) {
    const int done = SSL_do_handshake(session_.get());
    const int why = SSL_get_error(session_.get(), done);
    if (done != 1 && why != SSL_ERROR_WANT_READ) note_complaint();
    below_.send(to_send());
    if (done == 1) return true;
    if (why != SSL_ERROR_WANT_READ || !take_in()) return false;
  }
}

std::string TlsClient::protocol() const {
  const unsigned char* chosen = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(session_.get(), &chosen, &size);
  return {reinterpret_cast<const char*>(chosen), size};
}

void TlsClient::send(std::string_view bytes) {
  SSL_write(session_.get(), bytes.data(), static_cast<int>(bytes.size()));
  below_.send(to_send());
}

std::string TlsClient::read_until(std::string_view mark) {
  for (;;) {
    if (const auto at = ahead_.find(mark); !mark.empty() && at != std::string::npos) {
      std::string found = ahead_.substr(0, at + mark.size());
      ahead_.erase(0, at + mark.size());
      return found;
    }
    char bytes[4096];
    const int count = SSL_read(session_.get(), bytes, sizeof bytes);
    if (count > 0) {
      ahead_.append(bytes, static_cast<std::size_t>(count));
    } else if (SSL_get_error(session_.get(), count) != SSL_ERROR_WANT_READ || !take_in()) {
      note_complaint();
      return std::exchange(ahead_, {});
    }
  }
}

bool TlsClient::was_ended_properly() const { return (SSL_get_shutdown(session_.get()) & SSL_RECEIVED_SHUTDOWN) != 0; }

std::string TlsClient::to_send() {
  char* bytes = nullptr;
  BIO* out = SSL_get_wbio(session_.get());
  const long size = BIO_get_mem_data(out, &bytes);
  std::string all(bytes, static_cast<std::size_t>(size));
  (void)BIO_reset(out);
  return all;
}

bool TlsClient::take_in() {
  const std::string more = below_.read_some();
  BIO_write(SSL_get_rbio(session_.get()), more.data(), static_cast<int>(more.size()));
  return !more.empty();
}

void TlsClient::note_complaint() {
  const long verdict = SSL_get_verify_result(session_.get());
  if (verdict != X509_V_OK) {
    complaint_ = X509_verify_cert_error_string(verdict);
  } else if (const unsigned long error = ERR_peek_error(); error != 0) {
    complaint_ = ERR_reason_error_string(error);
  }
  ERR_clear_error();
}

}  // namespace understudy::test
