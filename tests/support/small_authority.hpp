#pragma once

#include <chrono>

#include "core/http/httplib_tls.hpp"
#include "tests/support/temporary_folder.hpp"

namespace understudy::test {

inline TimePoint real_now() { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); }

// An authority in a folder of its own, and what a server shows by it.
struct SmallAuthority {
  TemporaryFolder folder;
  CertificateAuthority authority = *CertificateAuthority::open(folder.path("ca"), real_now());
  std::unique_ptr<TlsIdentity> identity = *TlsIdentity::make(authority);
};

}  // namespace understudy::test
