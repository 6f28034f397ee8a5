#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "core/runtime/rng.hpp"
#include "simulator/config.hpp"
#include "simulator/sender_pool.hpp"
#include "simulator/shelf.hpp"

namespace understudy::simulator {

// What an account owns: its numbers, its messaging services with their pools, and its applications.
class Account {
 public:
  explicit Account(const WorldConfig& config);

  const std::string& sid() const { return sid_; }
  void rename(std::string sid) { sid_ = std::move(sid); }  // all that it owns stays
  const Number* number(std::string_view number) const;     // nullptr when the account does not have it
  Number* number_of_sid(std::string_view sid);             // likewise
  const std::map<std::string, Number, std::less<>>& numbers() const { return numbers_; }
  // A number's SID, which follows from the seed and the number.
  std::string sid_of(std::string_view number) const;
  const MessagingService* service(std::string_view sid) const;
  const MessagingService* service_of(std::string_view number) const;  // the one whose pool it is in, if any
  bool in_pool(std::string_view service_sid, std::string_view number) const;
  // What an opt-out from a number holds for: the whole service where it is in one, else the number itself.
  std::string_view opt_out_scope(std::string_view number) const;

  const std::map<std::string, MessagingService, std::less<>>& services() const { return services_; }
  MessagingService* service(std::string_view sid);
  MessagingService& add(MessagingService service);
  bool remove_service(std::string_view sid);  // false when it was not there
  // In place of one that it has already; true when it is new.
  bool add(Number number);
  bool remove_number(std::string_view number);  // from all pools, too; false when it was not there

  const Shelf<Application>& applications() const { return applications_; }
  Shelf<Application>& applications() { return applications_; }
  Application& add_application(Application application, TimePoint now);  // draws its SID

  // A number that comes into being by its first use as a sender; true when it was not there before.
  bool provision(std::string_view number);
  // The sender of a pool that a message goes from; empty when there is none that can.
  std::string choose_sender(std::string_view service_sid, std::string_view to);

 private:
  std::string sid_;
  Rng sids_;
  Rng application_sids_;
  std::map<std::string, Number, std::less<>> numbers_;
  std::map<std::string, MessagingService, std::less<>> services_;
  std::map<std::string, SenderPool, std::less<>> pools_;  // by service
  Shelf<Application> applications_;
};

}  // namespace understudy::simulator
