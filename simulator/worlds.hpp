#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/simulated_twilio.hpp"
#include "simulator/world_file.hpp"
#include "simulator/world_store.hpp"

namespace understudy::simulator {

// Many worlds in one place, each with an account, clock, seed, journal and faults of its own, so that tests which run
// beside each other never meet. A request goes to the world whose account its path names; where the path names none, to
// the world of its user name; else to the first world, which is there from the beginning to the end.
//
// Paths below /_understudy/v1 are the control API: of the worlds, and of the one that /worlds/{id} names.
class Worlds final : public Service {
 public:
  Worlds(Executor& executor, Transport& webhooks, WorldSetup first);
  ~Worlds() override;

  // Keeps all of them there from now on, before anything is asked of them. Those that are there already come back as
  // they were, the first one in place of that which was made; how many. `invalid_input` when they do not.
  Result<std::size_t> keep_in(WorldStore& store);

  Task<Result<Response>> handle(Request request) override;

  using Shared = std::shared_ptr<SimulatedTwilio>;
  SimulatedTwilio& first() { return *worlds_.front(); }
  const std::vector<Shared>& all() const { return worlds_; }  // in the order in which they came
  // Of one of its user names, or "default" for the first; nullptr when there is none.
  Shared find(std::string_view name) const;

  // The first world again, but for the user names, which are new.
  WorldSetup new_setup();
  // `invalid_input` when a user name is another world's. `asked` is the JSON that set up what is otherwise as in a
  // `new_setup`.
  Result<Shared> add(const WorldSetup& setup, std::string_view asked);
  // A copy of a world under other names that no world has, once no webhook of it is in flight; nullptr when it has been
  // removed by then.
  Task<Shared> fork(Shared origin, WorldNames names);
  // No request comes to it any more. The first stays: false.
  bool remove(const Shared& world);
  // As of one world, for all.
  Task<> close(Duration grace);

  // Where apps can reach them; see World::served_at.
  void served_at(std::string origin);
  // Is told of all events from now on.
  using Listener = std::function<void(std::string_view account_sid, const Journal::Event& event)>;
  void set_listener(Listener listener);

 private:
  Shared for_request(const Request& request) const;
  Shared enter(Shared world);
  std::string new_name(std::string_view prefix);
  Result<Shared> bring_back(const WorldStore::Kept& kept);
  void listen_to(SimulatedTwilio& world);

  Executor& executor_;
  Transport& webhooks_;
  WorldSetup setup_;
  Rng names_;
  std::vector<Shared> worlds_;
  std::map<std::string, Shared, std::less<>> by_name_;
  std::string origin_;
  Listener listener_;
  WorldStore* store_ = nullptr;
};

}  // namespace understudy::simulator
