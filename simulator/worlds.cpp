#include "simulator/worlds.hpp"

#include <algorithm>

#include "core/http/url.hpp"
#include "core/message/sid.hpp"
#include "simulator/api/authentication.hpp"
#include "simulator/api/endpoints.hpp"
#include "simulator/control.hpp"
#include "simulator/journal_feed.hpp"

#include <fmt/format.h>

namespace understudy::simulator {

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

Task<Result<Response>> Worlds::handle(Request request) {
  if (is_control_path(path_of(request.url))) {
    auto response = co_await answer_control(*this, std::move(request));
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
  return world ? world : worlds_.front();
}

Worlds::Shared Worlds::find(std::string_view name) const {
  if (name == "default") return worlds_.front();
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

WorldSetup Worlds::new_setup() {
  WorldSetup setup = setup_;
  setup.config.account_sid = make_sid("AC", names_);
  setup.config.test_account_sid = make_sid("AC", names_);
  setup.config.api_key_sid = make_sid("SK", names_);
  return setup;
}

Result<Worlds::Shared> Worlds::add(const WorldSetup& setup) {
  for (const std::string* name : names_of(setup.config)) {
    if (!find(*name)) continue;
    return failure(ErrorCode::invalid_input, fmt::format("there is a world of {} already", *name));
  }
  return enter(std::make_shared<SimulatedTwilio>(executor_, webhooks_, setup.config, setup.clock));
}

Task<Worlds::Shared> Worlds::fork(Shared origin, WorldNames names) {
  World world = co_await origin->copy();
  world.rename(std::move(names));
  ClockOptions clock = origin->clock().options();
  clock.start = origin->now();
  auto copy = std::make_shared<SimulatedTwilio>(executor_, webhooks_, world.config(), clock);
  co_await copy->replace(std::move(world), *clock.start);
  co_return enter(std::move(copy));
}

bool Worlds::remove(const Shared& world) {
  if (world == worlds_.front()) return false;
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
  for (const std::string* name : names_of(world->world().config())) by_name_.insert_or_assign(*name, world);
  world->served_at(origin_);
  if (listener_) listen_to(*world);
  worlds_.push_back(world);
  return world;
}

void Worlds::listen_to(SimulatedTwilio& world) {
  const std::string id = world.world().config().account_sid;
  world.set_listener([this, id](const Journal::Event& event) { listener_(id, event); });
}

std::array<const std::string*, 3> Worlds::names_of(const WorldConfig& config) {
  return {&config.account_sid, &config.test_account_sid, &config.api_key_sid};
}

}  // namespace understudy::simulator
