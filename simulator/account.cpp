#include "simulator/account.hpp"

#include <algorithm>

#include "core/message/sid.hpp"

namespace understudy::simulator {

Account::Account(const WorldConfig& config)
    : sid_(config.account_sid),
      sids_(Rng(config.seed).fork("number sids")),
      application_sids_(Rng(config.seed).fork("application sids")) {
  for (const Number& number : config.numbers) numbers_.insert_or_assign(number.number, number);
  for (const MessagingService& service : config.services) services_.insert_or_assign(service.sid, service);
  for (const Application& application : config.applications) applications_.add(application);
}

const Number* Account::number(std::string_view number) const {
  const auto found = numbers_.find(number);
  return found == numbers_.end() ? nullptr : &found->second;
}

Number* Account::number_of_sid(std::string_view sid) {
  for (auto& [text, number] : numbers_) {
    if (sid_of(text) == sid) return &number;
  }
  return nullptr;
}

std::string Account::sid_of(std::string_view number) const {
  Rng own = sids_.fork(std::string(number));
  return make_sid("PN", own);
}

const MessagingService* Account::service(std::string_view sid) const {
  const auto found = services_.find(sid);
  return found == services_.end() ? nullptr : &found->second;
}

const MessagingService* Account::service_of(std::string_view number) const {
  for (const auto& [sid, service] : services_) {
    if (std::ranges::find(service.pool, number) != service.pool.end()) return &service;
  }
  return nullptr;
}

bool Account::in_pool(std::string_view service_sid, std::string_view number) const {
  const MessagingService* found = service(service_sid);
  return found && std::ranges::find(found->pool, number) != found->pool.end();
}

std::string_view Account::opt_out_scope(std::string_view number) const {
  const MessagingService* found = service_of(number);
  return found ? std::string_view(found->sid) : number;
}

bool Account::provision(std::string_view number) {
  if (numbers_.find(number) != numbers_.end()) return false;
  Number provisioned;
  provisioned.number = number;
  numbers_.emplace(number, std::move(provisioned));
  return true;
}

std::string Account::choose_sender(std::string_view service_sid, std::string_view to) {
  const MessagingService* chosen_from = service(service_sid);
  if (!chosen_from) return {};
  return pools_[chosen_from->sid].choose(*chosen_from, to);
}

MessagingService* Account::service(std::string_view sid) {
  const auto found = services_.find(sid);
  return found == services_.end() ? nullptr : &found->second;
}

MessagingService& Account::add(MessagingService service) {
  std::string sid = service.sid;
  return services_.insert_or_assign(std::move(sid), std::move(service)).first->second;
}

Application& Account::add_application(Application application, TimePoint now) {
  application.sid = make_sid("AP", application_sids_);
  application.dates = {now, now};
  return applications_.add(std::move(application));
}

bool Account::add(Number number) {
  std::string text = number.number;
  return numbers_.insert_or_assign(std::move(text), std::move(number)).second;
}

bool Account::remove_number(std::string_view number) {
  const auto found = numbers_.find(number);
  if (found == numbers_.end()) return false;
  for (auto& [sid, service] : services_) std::erase(service.pool, number);
  numbers_.erase(found);
  return true;
}

bool Account::remove_service(std::string_view sid) {
  const auto found = services_.find(sid);
  if (found == services_.end()) return false;
  services_.erase(found);
  return true;
}

}  // namespace understudy::simulator
