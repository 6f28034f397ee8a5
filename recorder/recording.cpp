#include "recorder/recording.hpp"

#include <algorithm>

#include "core/http/form.hpp"
#include "core/webhook/receiver.hpp"
#include "recorder/body.hpp"
#include "recorder/cassette_file.hpp"
#include "recorder/causes.hpp"
#include "recorder/redaction.hpp"

namespace understudy::recorder {
namespace {

using Kind = Interaction::Kind;

Kind kind_of_webhook(const Request& request) {
  return parameters_of(request).find("MessageStatus") ? Kind::callback : Kind::inbound;
}

}  // namespace

struct Recording::State {
  State(Executor& e, std::string upstream) : executor(e), began(e.now()) {
    cassette.recorded_at = began;
    cassette.by = "understudy 0.1.0";
    cassette.upstream = std::move(upstream);
  }

  void finish(Interaction interaction) {
    if (interaction.kind == Kind::request && interaction.outcome) {
      origins.add(json_member(interaction.outcome->body, "sid"), interaction.id);
    }
    ++count;
    if (file) return file->append(format_interaction(interaction));
    auto& kept = cassette.interactions;
    const auto later = std::find_if(kept.rbegin(), kept.rend(), [&](const auto& k) { return k.id < interaction.id; });
    kept.insert(later.base(), std::move(interaction));
  }

  Executor& executor;
  const TimePoint began;
  Cassette cassette;
  std::optional<CassetteFile> file;
  Redaction redaction;
  MessageOrigins origins;
  int last_id = 0;
  std::size_t count = 0;
  std::optional<Error> no_failure;
};

// One exchange while it lasts. If it dies before its answer has come, whoever asked has given up.
class Recording::Take {
 public:
  Take(Recording& recording, Kind kind, const Request& request)
      : state_(*recording.state_), account_(account_of(request)), began_(state_.executor.now()) {
    state_.redaction.learn(request);
    interaction_.id = ++state_.last_id;
    interaction_.at = began_ - state_.began;
    interaction_.kind = kind;
    interaction_.request = state_.redaction.keep(request, kind, account_);
    if (kind == Kind::callback) {
      interaction_.caused_by = state_.origins.find(std::string(parameters_of(request).get("MessageSid")));
    }
  }
  Take(const Take&) = delete;
  Take& operator=(const Take&) = delete;
  ~Take() {
    if (!finished_) finish(failure(ErrorCode::timeout, "given up on before an answer came"));
  }

  void finish(const Result<Response>& outcome) {
    finished_ = true;
    interaction_.took = state_.executor.now() - began_;
    if (outcome) {
      if (interaction_.kind == Kind::request) state_.redaction.learn(*outcome);
      interaction_.outcome = state_.redaction.keep(*outcome, account_);
    } else {
      interaction_.outcome = tl::unexpected(state_.redaction.keep(outcome.error(), account_));
    }
    state_.finish(std::move(interaction_));
  }

 private:
  State& state_;
  std::string account_;
  TimePoint began_;
  Interaction interaction_;
  bool finished_ = false;
};

Recording::Recording(std::unique_ptr<State> state) : state_(std::move(state)) {}
Recording::Recording(Executor& executor, std::string upstream)
    : state_(std::make_unique<State>(executor, std::move(upstream))) {}
Recording::~Recording() = default;

Result<std::unique_ptr<Recording>> Recording::to_file(Executor& executor, std::string upstream, std::string path,
                                                      bool overwrite) {
  auto state = std::make_unique<State>(executor, std::move(upstream));
  auto file = CassetteFile::create(std::move(path), format_head(state->cassette), overwrite);
  if (!file) return tl::unexpected(file.error());
  state->file.emplace(std::move(*file));
  return std::unique_ptr<Recording>(new Recording(std::move(state)));
}

void Recording::add_secret(const Secret& secret) { state_->redaction.add(secret); }
const Cassette& Recording::cassette() const { return state_->cassette; }
std::size_t Recording::count() const { return state_->count; }
const std::optional<Error>& Recording::failed() const {
  return state_->file ? state_->file->failed() : state_->no_failure;
}

Task<Result<Response>> RecordingTransport::roundtrip(Request request) {
  Recording::Take take(recording_, Kind::request, request);
  auto outcome = co_await inner_.roundtrip(std::move(request));
  take.finish(outcome);
  co_return outcome;
}

Task<Result<Response>> RecordingService::handle(Request request) {
  if (!is_webhook(request)) co_return co_await ask(inner_, std::move(request));
  Recording::Take take(recording_, kind_of_webhook(request), request);
  auto outcome = co_await ask(inner_, std::move(request));
  take.finish(outcome);
  co_return outcome;
}

}  // namespace understudy::recorder
