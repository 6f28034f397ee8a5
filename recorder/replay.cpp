#include "recorder/replay.hpp"

#include <map>

#include "core/http/form.hpp"
#include "core/http/url.hpp"
#include "core/runtime/scope.hpp"
#include "core/runtime/waiting.hpp"
#include "core/webhook/signature.hpp"
#include "recorder/causes.hpp"
#include "recorder/matcher.hpp"
#include "recorder/redaction.hpp"

#include <fmt/format.h>

namespace understudy::recorder {
namespace {

using Kind = Interaction::Kind;

struct Text {
  std::string from;
  std::string to;
  std::string body;
  bool operator==(const Text&) const = default;
};

std::string describe(const Text& text) {
  return fmt::format("from {} to {} with the body \"{}\"", text.from, text.to, text.body);
}

std::string not_posted(const Interaction& webhook, std::string_view why) {
  return fmt::format("{} {} to {} is not posted: {}", to_string(webhook.kind), webhook.id, webhook.request.url, why);
}

// A recorded text from a phone.
struct Inbound {
  const Interaction* interaction;
  bool used = false;
};

}  // namespace

struct Replay::State {
  State(Executor& e, Transport& t, Cassette c, ReplayOptions o)
      : executor(e),
        transport(t),
        options(std::move(o)),
        signer(options.auth_token),
        account(options.account_sid),
        interactions(with_causes(std::move(c.interactions))),
        matcher(interactions),
        tasks(e) {
    redaction.add(options.auth_token);
    for (const auto& interaction : interactions) {
      if (interaction.kind == Kind::request) continue;
      if (interaction.caused_by != 0) {
        effects[interaction.caused_by].push_back(&interaction);
      } else if (interaction.kind == Kind::inbound) {
        inbounds.push_back({&interaction});
      } else {
        report.skipped.push_back(not_posted(interaction, "nothing in the cassette caused it"));
      }
    }
  }

  Task<Result<Response>> answer(Request request) {
    const TimePoint began = executor.now();
    const std::string asking = account_of(request);
    if (!asking.empty()) account = asking;
    const std::string answered = account;
    redaction.learn(request);
    const auto match = matcher.take(redaction.keep(request, Kind::request, asking));
    if (!match) {
      ++report.unmatched;
      co_return tl::unexpected(match.error());
    }
    ++report.answered;
    const Interaction& recorded = **match;
    post_effects(recorded, answered, began);
    if (!options.instant) co_await sleep_until(executor, began + recorded.took);
    if (!recorded.outcome) co_return tl::unexpected(recorded.outcome.error());
    co_return restore(*recorded.outcome, answered);
  }

  // What an interaction that began just now brings about.
  void post_effects(const Interaction& cause, const std::string& for_account, TimePoint began) {
    const auto found = effects.find(cause.id);
    if (found == effects.end()) return;
    if (options.instant) {
      tasks.spawn(post_in_turn(found->second, for_account));
      return;
    }
    for (const Interaction* effect : found->second) {
      tasks.spawn(post_at(*effect, for_account, began + (effect->at - cause.at)));
    }
  }
  Task<> post_at(const Interaction& webhook, std::string for_account, TimePoint due) {
    co_await sleep_until(executor, due);
    co_await post(webhook, std::move(for_account));
  }
  Task<> post_in_turn(std::vector<const Interaction*> webhooks, std::string for_account) {
    for (const Interaction* webhook : webhooks) {
      std::string copy = for_account;
      co_await post(*webhook, std::move(copy));
    }
  }

  Task<> post(const Interaction& webhook, std::string for_account) {
    auto request = addressed(webhook, for_account);
    if (!request) {
      report.skipped.push_back(request.error().message);
      co_return;
    }
    post_effects(webhook, for_account, executor.now());
    auto outcome = co_await transport.roundtrip(std::move(*request));
    ++(outcome ? report.posted : report.unanswered);
  }

  // The webhook as it goes out now: where to, and with the signature that holds there.
  Result<Request> addressed(const Interaction& webhook, const std::string& for_account) const {
    Request request = restore(webhook.request, for_account);
    const auto url = Url::parse(request.url);
    if (options.against) {
      request.url = *options.against + std::string(target_of(request.url));
    } else if (!url || !url->is_loopback()) {
      return failure(ErrorCode::configuration,
                     not_posted(webhook, "its URL is not on this machine, and nothing says where it may go instead"));
    }
    const Form form = request.method == "GET" ? Form{} : decode_form(request.body);
    request.headers.set("User-Agent", "TwilioProxy/1.1");
    request.headers.set(signature_header, signer.sign(request.url, form));
    return request;
  }

  Result<void> text_in(const Text& text) {
    std::vector<std::string> known;
    for (auto& [interaction, used] : inbounds) {
      const Form form = parameters_of(restore(interaction->request, account));
      const Text recorded{std::string(form.get("From")), std::string(form.get("To")), std::string(form.get("Body"))};
      if (recorded == text && !used) return play(*interaction, used);
      known.push_back(fmt::format("{}, {}, {}", interaction->id, describe(recorded), used ? "used already" : "unused"));
    }
    return failure(ErrorCode::unmatched,
                   fmt::format("no unused text {} is recorded; the cassette has {}", describe(text),
                               known.empty() ? "none" : fmt::format("{}", fmt::join(known, "; "))));
  }
  Result<void> play(const Interaction& inbound, bool& used) {
    const auto possible = addressed(inbound, account);
    if (!possible) return tl::unexpected(possible.error());
    used = true;
    tasks.spawn(post(inbound, account));
    return {};
  }

  Executor& executor;
  Transport& transport;
  const ReplayOptions options;
  const Signer signer;
  std::string account;  // who asked last
  Redaction redaction;
  const std::vector<Interaction> interactions;
  Matcher matcher;
  std::map<int, std::vector<const Interaction*>> effects;  // webhooks, by what caused them
  std::vector<Inbound> inbounds;
  ReplayReport report;
  Scope tasks;
};

Replay::Replay(Executor& executor, Transport& webhooks, Cassette cassette, ReplayOptions options)
    : state_(std::make_unique<State>(executor, webhooks, std::move(cassette), std::move(options))) {}
Replay::~Replay() = default;

Task<Result<Response>> Replay::answer(Request request) { return state_->answer(std::move(request)); }
Result<void> Replay::text_in(const std::string& from, const std::string& to, const std::string& body) {
  return state_->text_in({from, to, body});
}
bool Replay::idle() const { return state_->tasks.idle(); }
const ReplayReport& Replay::report() const { return state_->report; }

Task<Result<Response>> ReplayingTransport::roundtrip(Request request) {
  co_await hop(executor_);
  auto answer = co_await replay_.answer(std::move(request));
  co_await hop(executor_);
  co_return answer;
}

}  // namespace understudy::recorder
