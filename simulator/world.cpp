#include "simulator/world.hpp"

#include "core/api/json_writer.hpp"
#include "simulator/world_state.hpp"

namespace understudy::simulator {

World::World(WorldConfig config) : state_(std::make_unique<WorldState>(std::move(config))) {}
World::World(const World& other) : state_(std::make_unique<WorldState>(*other.state_)) {}
World::World(World&&) noexcept = default;
World& World::operator=(World&&) noexcept = default;
World::~World() = default;

void World::begin(TimePoint now) { state_->begin(now); }
Reply World::handle(const Request& request, TimePoint now) { return state_->handle(request, now); }
std::string World::credentials_of(std::string_view authorization) const {
  return state_->authentication().credentials_of(authorization);
}
std::string World::authorization_for(std::string_view credentials) const {
  return state_->authentication().authorization_for(credentials);
}
std::optional<TimePoint> World::next_due() const { return state_->agenda.next_due(); }
std::uint64_t World::run_due(TimePoint now) { return state_->run_due(now); }
std::vector<Delivery> World::take_deliveries() { return state_->take_deliveries(); }
void World::delivered(std::uint64_t id, const Result<Response>& outcome, TimePoint now, Duration took) {
  state_->delivered(id, outcome, now, took);
}
Result<MessageSid> World::text_in(const InboundText& text, TimePoint now) { return state_->text_in(text, now); }
void World::served_at(std::string origin) { state_->served_at = std::move(origin); }
std::uint64_t World::add_fault(Fault fault, TimePoint now) {
  state_->begin(now);
  return state_->faults.add(std::move(fault), now);
}
bool World::remove_fault(std::uint64_t id) { return state_->faults.remove(id); }
void World::clear_faults() { state_->faults.clear(); }
bool World::add_number(Number number, TimePoint now) { return state_->add_number(std::move(number), now); }
bool World::remove_number(const std::string& number, TimePoint now) { return state_->remove_number(number, now); }
Result<std::string> World::add_service(MessagingService service, TimePoint now) {
  return state_->add_service(std::move(service), now);
}
bool World::remove_service(const std::string& sid, TimePoint now) { return state_->remove_service(sid, now); }
Result<bool> World::add_opt_out(const OptOut& pair, TimePoint now) { return state_->add_opt_out(pair, now); }
Result<bool> World::remove_opt_out(const OptOut& pair, TimePoint now) { return state_->remove_opt_out(pair, now); }
Result<void> World::redeliver(std::uint64_t id, TimePoint now) { return state_->redeliver(id, now); }
void World::rename(WorldNames names) { state_->rename(std::move(names)); }
void World::clock_moved(Duration by, TimePoint now) {
  state_->journal.append(now, "clock", [&](JsonWriter& json) {
    json.member("by", std::string_view(format_duration(by)));
    json.member("to", std::string_view(format_timestamp(now + by)));
  });
}

bool World::has_key(std::string_view user_name) const { return state_->keys.find(user_name) != nullptr; }
const WorldConfig& World::config() const { return state_->config; }
const FaultPlan& World::faults() const { return state_->faults; }
const Account& World::account() const { return state_->account; }
const Messages& World::messages() const { return state_->messages; }
const OptOuts& World::opt_outs() const { return state_->opt_outs; }
const NewestOf<Alert>& World::alerts() const { return state_->alerts; }
const NewestOf<WebhookRecord>& World::webhooks() const { return state_->webhook_records; }
const WebhookRecord* World::find_webhook(std::uint64_t id) const {
  return id == 0 ? nullptr : std::as_const(state_->webhook_records).find(id - 1);
}
std::vector<const WebhookRecord*> World::unanswered() const { return state_->unanswered(); }
SignatureExplanation World::explain_signature(const WebhookRecord& webhook) const {
  return state_->explain_signature(webhook);
}
const Journal& World::journal() const { return state_->journal; }
Journal& World::journal() { return state_->journal; }

void WorldState::rename(WorldNames names) {
  keys.rename(names);
  config.account_sid = std::move(names.account_sid);
  config.test_account_sid = std::move(names.test_account_sid);
  config.api_key_sid = std::move(names.api_key_sid);
  account.rename(config.account_sid);
  keys_changed();
}

void WorldState::keys_changed() { authentication_ = Authentication(config, keys.all()); }

WorldState::WorldState(WorldConfig world_config)
    : config(std::move(world_config)),
      faults(Rng(config.seed).fork("faults")),
      account(config),
      keys(config),
      queues(config.rates),
      media(static_cast<std::uint64_t>(config.media_bytes_max)),
      sids(Rng(config.seed).fork("sids")),
      authentication_(config, keys.all()),
      signer_(config.auth_token),
      media_sids_(Rng(config.seed).fork("media sids")),
      request_ids_(Rng(config.seed).fork("request ids")),
      carrier_(Rng(config.seed).fork("carrier")),
      fates_(Rng(config.seed).fork("carrier rules")),
      tokens_(Rng(config.seed).fork("idempotency tokens")) {
  for (const Number& number : config.numbers) {
    queues.set_rate(number.number, number.segments_per_second);
  }
}

void WorldState::begin(TimePoint now) {
  if (born_) return;
  born_ = now;
  for (const Fault& fault : config.faults) faults.add(fault, now);
}

}  // namespace understudy::simulator
