#pragma once

#include <cstddef>
#include <string>

#include "simulator/config.hpp"

namespace understudy::apps {

// Where a stand-in that has begun to serve can be reached, and where its worlds are.
struct Addresses {
  std::string origin;
  std::string proxy;          // empty: there is none
  std::string ca_file;        // the certificate to trust; empty: there is no TLS
  std::string db;             // empty: in memory alone
  std::size_t came_back = 0;  // worlds from there
};

// Tells on standard output how to get there: a line "listening on ORIGIN" first, then lines for a shell.
void guide(const simulator::WorldConfig& world, const Addresses& addresses);

}  // namespace understudy::apps
