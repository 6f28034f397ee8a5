#include "simulator/config.hpp"

namespace understudy::simulator {

std::string_view to_string(AccountStatus status) {
  switch (status) {
    case AccountStatus::active: return "active";
    case AccountStatus::suspended: return "suspended";
    case AccountStatus::closed: return "closed";
  }
  return "";  // not a status
}

std::string_view to_string(FetchMedia which) {
  switch (which) {
    case FetchMedia::never: return "never";
    case FetchMedia::local: return "local";
    case FetchMedia::always: return "always";
  }
  return "";  // none of them
}

}  // namespace understudy::simulator
