#include "apps/commands.hpp"

#include <cstdio>

namespace understudy::apps {

Exit complain(Exit exit, const std::string& message) {
  std::fprintf(stderr, "understudy: %s\n", message.c_str());
  return exit;
}

}  // namespace understudy::apps
