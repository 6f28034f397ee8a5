#include "core/http/httplib_lobby.hpp"

#include <condition_variable>
#include <map>
#include <mutex>
#include <vector>

namespace understudy {
namespace {

Duration now() { return std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch()); }

}  // namespace

struct Lobby::State {
  const int connections_max;
  const Duration idle_timeout;

  std::mutex mutex{};
  // All below is guarded by the mutex.
  std::condition_variable place_free{};
  std::map<std::uint64_t, std::unique_ptr<Connection>> idle{};
  std::uint64_t next_number = 0;
  int connections = 0;
  bool closed = false;
};

Lobby::Lobby(Crew& crew, int connections_max, Duration idle_timeout)
    : crew_(crew), state_(new State{connections_max, idle_timeout}) {}
Lobby::~Lobby() = default;

bool Lobby::admit(std::unique_ptr<Connection> connection) {
  connection->silent_since = now();
  std::uint64_t number = 0;
  {
    std::unique_lock lock(state_->mutex);
    state_->place_free.wait(lock, [&] { return state_->closed || state_->connections < state_->connections_max; });
    if (state_->closed) return false;
    ++state_->connections;
    number = state_->next_number++;
  }
  rest(number, std::move(connection));
  return true;
}

void Lobby::rest(std::uint64_t number, std::unique_ptr<Connection> connection) {
  const int socket = connection->socket();
  // A handshake is one silence, however many pieces it comes in.
  if (!connection->is_shaking_hands()) connection->silent_since = now();
  std::lock_guard lock(state_->mutex);
  state_->idle.emplace(number, std::move(connection));
  crew_.watch(socket, number);
}

std::unique_ptr<Connection> Lobby::wake(std::uint64_t number) {
  std::lock_guard lock(state_->mutex);
  auto found = state_->idle.find(number);
  if (found == state_->idle.end()) return nullptr;
  auto connection = std::move(found->second);
  state_->idle.erase(found);
  return connection;
}

void Lobby::end(std::unique_ptr<Connection> connection) {
  connection.reset();
  {
    std::lock_guard lock(state_->mutex);
    --state_->connections;
  }
  state_->place_free.notify_one();
}

void Lobby::end_silent_ones() {
  std::vector<std::unique_ptr<Connection>> silent;
  const auto longest = now() - state_->idle_timeout;
  {
    std::lock_guard lock(state_->mutex);
    for (auto it = state_->idle.begin(); it != state_->idle.end();) {
      if (it->second->silent_since >= longest) {
        ++it;
        continue;
      }
      silent.push_back(std::move(it->second));
      it = state_->idle.erase(it);
    }
  }
  for (auto& connection : silent) end(std::move(connection));
}

void Lobby::close() {
  {
    std::lock_guard lock(state_->mutex);
    state_->closed = true;
  }
  state_->place_free.notify_all();
}

void Lobby::clear() { state_->idle.clear(); }

}  // namespace understudy
