#pragma once

#include <memory>

#include "core/http/httplib_connection.hpp"

namespace understudy {

// Where a server's connections are between requests: watched by the crew, counted, and ended when they are silent for
// too long. For the httplib adapters alone.
class Lobby {
 public:
  Lobby(Crew& crew, int connections_max, Duration idle_timeout);
  ~Lobby();

  // Waits until there is a place; false once closed.
  bool admit(std::unique_ptr<Connection> connection);
  void rest(std::uint64_t number, std::unique_ptr<Connection> connection);
  // The connection of that number; null when it has just been ended for its silence.
  std::unique_ptr<Connection> wake(std::uint64_t number);
  void end(std::unique_ptr<Connection> connection);
  void end_silent_ones();

  // Admits nobody from now on.
  void close();
  // Ends those that are here; after the crew has gone.
  void clear();

 private:
  struct State;
  Crew& crew_;
  std::unique_ptr<State> state_;
};

}  // namespace understudy
