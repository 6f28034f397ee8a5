#include "apps/local_ca.hpp"

#include <chrono>
#include <cstdlib>

namespace understudy::apps {
namespace {

// As the XDG Base Directory Specification has it: what is no absolute path does not count.
Result<std::string> usual_folder() {
  const char* data = std::getenv("XDG_DATA_HOME");
  if (data && data[0] == '/') return std::string(data) + "/understudy/ca";
  const char* home = std::getenv("HOME");
  if (home && home[0] == '/') return std::string(home) + "/.local/share/understudy/ca";
  return failure(ErrorCode::configuration,
                 "no folder for the certificate authority: give --ca-dir, or set HOME or XDG_DATA_HOME");
}

}  // namespace

Result<CertificateAuthority> open_local_ca(const std::string& folder) {
  const auto chosen = folder.empty() ? usual_folder() : Result<std::string>(folder);
  if (!chosen) return tl::unexpected(chosen.error());
  const auto now = std::chrono::system_clock::now();
  return CertificateAuthority::open(*chosen, std::chrono::time_point_cast<Duration>(now));
}

}  // namespace understudy::apps
