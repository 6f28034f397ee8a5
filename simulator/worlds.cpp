#include "simulator/worlds.hpp"

#include <algorithm>
#include <array>

#include "core/http/url.hpp"
#include "core/message/sid.hpp"
#include "simulator/api/authentication.hpp"
#include "simulator/api/endpoints.hpp"
#include "simulator/control.hpp"
#include "simulator/journal_feed.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

WorldNames names_of(const WorldConfig& config) {
  return {config.account_sid, config.test_account_sid, config.api_key_sid};
}
std::array<const std::string*, 3> each_of(const WorldNames& names) {
  return {&names.account_sid, &names.test_account_sid, &names.api_key_sid};
}
void set_names(WorldConfig& config, WorldNames names) {
  config.account_sid = std::move(names.account_sid);
  config.test_account_sid = std::move(names.test_account_sid);
  config.api_key_sid = std::move(names.api_key_sid);
}

}  // namespace

Worlds::Worlds(Executor& executor, Transport& webhooks, WorldSetup first)
    : executor_(executor),
      webhooks_(webhooks),
      setup_(std::move(first)),
      names_(Rng(setup_.config.seed).fork("names of worlds")) {
  enter(std::make_shared<SimulatedTwilio>(executor_, webhooks_, setup_.config, setup_.clock));
}

Worlds::~Worlds() {
  executor_.exclusively([this] {
    by_name_.clear();
    worlds_.clear();
  });
}

Result<std::size_t> Worlds::keep_in(WorldStore& store) {
  store_ = &store;
  const auto kept = store.worlds();
  if (!kept) return tl::unexpected(kept.error());
  if (kept->empty()) {
    first().keep_made_in(store.add(names_of(setup_.config), ""));
  }
  for (const WorldStore::Kept& one : *kept) {
    auto world = bring_back(one);
    if (!world) return tl::unexpected(std::move(world.error()));
  }
  return kept->size();
}

Result<Worlds::Shared> Worlds::bring_back(const WorldStore::Kept& kept) {
  Shared world = worlds_.front();
  const bool is_first = !world->log();
  if (!is_first) {
    WorldSetup setup = setup_;
    set_names(setup.config, kept.names);
    auto read = read_world_over(std::move(setup), kept.setup);
    if (!read) return tl::unexpected(std::move(read.error()));
    world = std::make_shared<SimulatedTwilio>(executor_, webhooks_, read->config, read->clock);
  }
  auto done = store_->read(kept, [&](Input input) { return world->repeat(std::move(input)); });
  if (!done) return tl::unexpected(std::move(done.error()));
  world->keep_in(store_->log_of(kept.id));
  world->resume();
  return is_first ? world : enter(std::move(world));
}

Task<Result<Response>> Worlds::handle(Request request) {
  if (is_control_path(path_of(request.url))) {
    auto response = co_await answer_control(*this, std::move(request));
    if (store_) {
      const bool safe = co_await store_->kept();
      if (!safe) co_return cannot_keep();
    }
    co_return response;
  }
  const Shared world = for_request(request);  // stays while it answers, whoever removes it
  auto response = co_await world->handle(std::move(request));
  co_return response;
}

Worlds::Shared Worlds::for_request(const Request& request) const {
  if (worlds_.size() == 1) return worlds_.front();
  if (auto world = find(account_in(path_of(request.url)))) return world;
  const auto user_name = user_name_in(request.headers.get("Authorization"));
  auto world = user_name ? find(*user_name) : nullptr;
  if (world || !user_name) return world ? world : worlds_.front();
  // Of keys that were made meanwhile; where a fork has them too, the older world is meant.
  const auto opens = [&](const Shared& each) { return each->world().has_key(*user_name); };
  const auto found = std::ranges::find_if(worlds_, opens);
  return found == worlds_.end() ? worlds_.front() : *found;
}

Worlds::Shared Worlds::find(std::string_view name) const {
  if (name == "default") return worlds_.front();
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

WorldSetup Worlds::new_setup() {
  WorldSetup setup = setup_;
  set_names(setup.config, {new_name("AC"), new_name("AC"), new_name("SK")});
  return setup;
}

// One that no world has: those of worlds that were kept were drawn before.
std::string Worlds::new_name(std::string_view prefix) {
  std::string name = make_sid(prefix, names_);
  while (find(name)) name = make_sid(prefix, names_);
  return name;
}

Result<Worlds::Shared> Worlds::add(const WorldSetup& setup, std::string_view asked) {
  const WorldNames names = names_of(setup.config);
  for (const std::string* name : each_of(names)) {
    if (!find(*name)) continue;
    return failure(ErrorCode::invalid_input, fmt::format("there is a world of {} already", *name));
  }
  auto world = std::make_shared<SimulatedTwilio>(executor_, webhooks_, setup.config, setup.clock);
  if (store_) world->keep_made_in(store_->add(names, asked));
  return enter(std::move(world));
}

Task<Worlds::Shared> Worlds::fork(Shared origin, WorldNames names) {
  Shared copy;
  std::function<void()> make = [&] {
    if (find(origin->world().config().account_sid) != origin) return;  // it was removed meanwhile
    World world = origin->world();
    world.rename(names);
    ClockOptions clock = origin->clock().options();
    clock.start = origin->now();
    copy = std::make_shared<SimulatedTwilio>(executor_, webhooks_, std::move(world), clock);
    if (store_) copy->keep_forked_in(store_->copy(*origin->log()), names);
    enter(copy);
  };
  auto made = origin->at_rest(std::move(make));
  co_await made;
  co_return copy;
}

bool Worlds::remove(const Shared& world) {
  if (world == worlds_.front()) return false;
  if (world->log()) world->log()->end();
  std::erase_if(by_name_, [&](const auto& named) { return named.second == world; });
  world->feed()->close();  // though requests that it answers may keep it
  std::erase(worlds_, world);
  return true;
}

Task<> Worlds::close(Duration grace) {
  const std::vector<Shared> closing = worlds_;
  const TimePoint latest = executor_.now() + grace;
  for (const Shared& world : closing) {
    const Duration left = std::max(latest - executor_.now(), Duration{0});
    co_await world->close(left);
  }
}

void Worlds::served_at(std::string origin) {
  origin_ = std::move(origin);
  for (const Shared& world : worlds_) world->served_at(origin_);
}

void Worlds::set_listener(Listener listener) {
  listener_ = std::move(listener);
  for (const Shared& world : worlds_) listen_to(*world);
}

Worlds::Shared Worlds::enter(Shared world) {
  const WorldNames names = names_of(world->world().config());
  for (const std::string* name : each_of(names)) by_name_.insert_or_assign(*name, world);
  if (!origin_.empty()) world->served_at(origin_);
  if (listener_) listen_to(*world);
  worlds_.push_back(world);
  return world;
}

void Worlds::listen_to(SimulatedTwilio& world) {
  const std::string id = world.world().config().account_sid;
  world.set_listener([this, id](const Journal::Event& event) { listener_(id, event); });
}

}  // namespace understudy::simulator
