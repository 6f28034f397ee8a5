#include "core/tls/authority.hpp"

#include <sys/stat.h>

#include <thread>
#include <vector>

#include "core/tls/certificate.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

using namespace understudy;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;
using understudy::test::FileSizeLimit;
using understudy::test::read_file;
using understudy::test::TemporaryFolder;

namespace {

const TimePoint now = *parse_timestamp("2026-01-01T09:00:00Z");

unsigned mode_of(const std::string& path) {
  struct stat about {};
  REQUIRE(stat(path.c_str(), &about) == 0);
  return about.st_mode & 07777;
}

void write_file(const std::string& path, const std::string& text) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

struct Umask {
  explicit Umask(mode_t mask) : before(umask(mask)) {}
  Umask(const Umask&) = delete;
  Umask& operator=(const Umask&) = delete;
  ~Umask() { umask(before); }
  mode_t before;
};

// What a strict client, who trusts the authority, thinks of a certificate.
std::string judge(const CertificateAuthority& authority, x509_st& certificate, TimePoint at = now) {
  const CertificateHandle root = read_certificate(authority.certificate_pem());
  X509_STORE* store = X509_STORE_new();
  X509_STORE_add_cert(store, root.get());
  X509_STORE_CTX* context = X509_STORE_CTX_new();
  X509_STORE_CTX_init(context, store, &certificate, nullptr);
  X509_VERIFY_PARAM* wanted = X509_STORE_CTX_get0_param(context);
  X509_VERIFY_PARAM_set_time(wanted, std::chrono::system_clock::to_time_t(at));
  X509_VERIFY_PARAM_set_flags(wanted, X509_V_FLAG_X509_STRICT);
  X509_VERIFY_PARAM_set_purpose(wanted, X509_PURPOSE_SSL_SERVER);
  X509_verify_cert(context);
  const std::string verdict = X509_verify_cert_error_string(X509_STORE_CTX_get_error(context));
  X509_STORE_CTX_free(context);
  X509_STORE_free(store);
  return verdict;
}

std::string judge_issued(const CertificateAuthority& authority, const std::vector<std::string>& names) {
  const KeyHandle key = make_key();
  const CertificateHandle issued = authority.issue(*key, names, now);
  REQUIRE(issued);
  return judge(authority, *issued);
}

}  // namespace

TEST_CASE("an authority is made once, and its key is for its owner alone whatever the umask") {
  const TemporaryFolder folder;
  const std::string path = folder.path("data/understudy/ca");
  const Umask open_to_all(0);
  const auto first = CertificateAuthority::open(path, now);
  REQUIRE(first);
  CHECK(first->certificate_file() == path + "/ca.pem");
  CHECK(mode_of(path) == 0700);
  CHECK(mode_of(path + "/key.pem") == 0600);
  CHECK(mode_of(path + "/ca.pem") == 0644);
  CHECK_THAT(read_file(path + "/key.pem"), StartsWith("-----BEGIN PRIVATE KEY-----"));
  CHECK(read_file(path + "/ca.pem") == first->certificate_pem());
  const std::string key = read_file(path + "/key.pem");

  const auto second = CertificateAuthority::open(path, now);
  REQUIRE(second);
  CHECK(second->certificate_pem() == first->certificate_pem());
  CHECK(read_file(path + "/key.pem") == key);
}

TEST_CASE("whoever asks for the authority at the same time gets the same one", "[threads]") {
  const TemporaryFolder folder;
  std::vector<std::string> seen(8);
  std::vector<std::thread> askers;
  for (std::string& mine : seen) {
    askers.emplace_back([&] {
      if (const auto authority = CertificateAuthority::open(folder.path("ca"), now))
        mine = authority->certificate_pem();
    });
  }
  for (std::thread& asker : askers) asker.join();
  REQUIRE_THAT(seen[0], StartsWith("-----BEGIN CERTIFICATE-----"));
  CHECK(std::count(seen.begin(), seen.end(), seen[0]) == 8);
}

TEST_CASE("a key whose certificate is missing, as after a sudden end, gets another one") {
  const TemporaryFolder folder;
  REQUIRE(CertificateAuthority::open(folder.path("ca"), now));
  const std::string key = read_file(folder.path("ca/key.pem"));
  std::filesystem::remove(folder.path("ca/ca.pem"));
  const auto again = CertificateAuthority::open(folder.path("ca"), now);
  REQUIRE(again);
  CHECK(read_file(folder.path("ca/key.pem")) == key);
  CHECK(judge_issued(*again, {"api.twilio.com"}) == "ok");
}

TEST_CASE("files of an authority that are no use are named and left as they are") {
  const TemporaryFolder folder;
  REQUIRE(CertificateAuthority::open(folder.path("ca"), now));
  REQUIRE(CertificateAuthority::open(folder.path("other"), now));
  const std::string key = folder.path("ca/key.pem");
  const std::string certificate = folder.path("ca/ca.pem");
  const KeyHandle server_key = make_key();
  const CertificateHandle server = CertificateAuthority::open(folder.path("ca"), now)
                                       ->issue(*server_key, std::vector<std::string>{"localhost"}, now);

  std::string complaint;
  SECTION("no key") {
    write_file(key, GENERATE(as<std::string>{}, "", "garbage", "-----BEGIN PRIVATE KEY-----\nAAAA\n"));
    complaint = key + " is no private key in PEM without a passphrase";
  }
  SECTION("no certificate") {
    write_file(certificate, "garbage");
    complaint = certificate + " is no certificate in PEM";
  }
  SECTION("another's certificate") {
    write_file(certificate, read_file(folder.path("other/ca.pem")));
    complaint = certificate + " and " + key + " do not belong together";
  }
  SECTION("a server's certificate") {
    write_file(key, to_pem(*server_key));
    write_file(certificate, to_pem(*server));
    complaint = certificate + " is not the certificate of an authority";
  }
  SECTION("a certificate alone") {
    std::filesystem::remove(key);
    complaint = certificate + " is there, but not its key, " + key;
  }
  const std::string before = read_file(key) + read_file(certificate);
  const auto opened = CertificateAuthority::open(folder.path("ca"), now);
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == ErrorCode::configuration);
  CHECK_THAT(opened.error().message, StartsWith(complaint + "; remove both files"));
  CHECK(read_file(key) + read_file(certificate) == before);
}

TEST_CASE("an authority is good for ten years, and says when it is no more") {
  const TemporaryFolder folder;
  REQUIRE(CertificateAuthority::open(folder.path("ca"), now));
  CHECK(CertificateAuthority::open(folder.path("ca"), now + std::chrono::days(3652)));
  const auto late = CertificateAuthority::open(folder.path("ca"), now + std::chrono::days(3654));
  REQUIRE_FALSE(late);
  CHECK_THAT(late.error().message, Contains("ca.pem has expired"));
}

TEST_CASE("a folder that cannot be, or a disk that is full, is an error that leaves nothing behind") {
  const TemporaryFolder folder;
  write_file(folder.path("file"), "");
  const auto in_a_file = CertificateAuthority::open(folder.path("file/ca"), now);
  REQUIRE_FALSE(in_a_file);
  CHECK(in_a_file.error().message == "cannot make the folder " + folder.path("file/ca") + ": Not a directory");

  const FileSizeLimit full(10);
  const auto on_full_disk = CertificateAuthority::open(folder.path("ca"), now);
  REQUIRE_FALSE(on_full_disk);
  CHECK(on_full_disk.error().message == "cannot write " + folder.path("ca/key.pem") + ": File too large");
  CHECK(std::filesystem::is_empty(folder.path("ca")));
}

TEST_CASE("what the authority signs is trusted for Twilio's hosts and this machine, for nobody else, and for a week") {
  const TemporaryFolder folder;
  const auto authority = CertificateAuthority::open(folder.path("ca"), now);
  REQUIRE(authority);
  CHECK(judge_issued(*authority, {"api.twilio.com", "*.twilio.com", "twilio.com", "api.dublin.ie1.twilio.com",
                                  "localhost", "127.0.0.1", "127.1.2.3", "::1"}) == "ok");
  const std::string other =
      GENERATE(as<std::string>{}, "example.com", "twilio.com.example.com", "mytwilio.com", "10.0.0.1", "::2");
  CHECK(judge_issued(*authority, {other}) == "permitted subtree violation");
  CHECK(judge_issued(*authority, {"api.twilio.com", other}) == "permitted subtree violation");

  const KeyHandle key = make_key();
  const CertificateHandle issued = authority->issue(*key, std::vector<std::string>{"localhost"}, now);
  CHECK(judge(*authority, *issued, now + std::chrono::days(6)) == "ok");
  CHECK(judge(*authority, *issued, now + std::chrono::days(8)) == "certificate has expired");
}
