#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "recorder/cassette.hpp"

namespace understudy::recorder {

// One part in which what was met is not what was recorded; "nothing" where one of them lacks it.
struct Difference {
  std::string part;  // "method", "path", "form Body", "query PageSize", "json /to", "body"
  std::string met;
  std::string recorded;
};

// How two requests differ that were kept the same way (redaction.hpp): in method, path, query and body. Fields of forms
// and queries have no order, except among those of one name; members of JSON have none. Headers do not count.
std::vector<Difference> differences(const Request& met, const Request& recorded);
// The same for requests that do not differ, and for no others.
std::string fingerprint(const Request& kept);

// Recorded requests, each to be answered once. A value: it waits for nothing.
class Matcher {
 public:
  // All but those of kind `request` are left out. They must outlive it.
  explicit Matcher(const std::vector<Interaction>& interactions);

  // The first interaction that matches and was not taken before. `unmatched` names the nearest one, each part that
  // differs, and whether it was taken.
  Result<const Interaction*> take(const Request& met);

 private:
  struct Entry {
    const Interaction* interaction;
    bool taken = false;
  };
  Error all_taken(const Request& met, const std::vector<std::size_t>& same) const;
  Error unlike_any(const Request& met) const;

  std::vector<Entry> entries_;
  struct Queue {
    std::vector<std::size_t> entries;
    std::size_t next = 0;
  };
  std::map<std::string, Queue> by_fingerprint_;
};

}  // namespace understudy::recorder
