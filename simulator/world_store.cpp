#include "simulator/world_store.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <system_error>

#include "core/runtime/scope.hpp"
#include "core/runtime/waiting.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sqlite3.h>

namespace understudy::simulator {
namespace {

constexpr int application_id = 0x55647374;  // "Udst", by which file(1) and we know it
constexpr int format_version = 1;

constexpr const char* tables = R"(
  CREATE TABLE settings(key TEXT PRIMARY KEY, mark TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE worlds(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_sid TEXT NOT NULL, test_account_sid TEXT NOT NULL, api_key_sid TEXT NOT NULL,
    setup TEXT NOT NULL);
  CREATE TABLE inputs(
    world INTEGER NOT NULL, seq INTEGER NOT NULL,
    at INTEGER NOT NULL, journal TEXT NOT NULL,
    kind TEXT NOT NULL, details TEXT NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY(world, seq)) WITHOUT ROWID;
)";

void bind_blob(SQLite::Statement& statement, int at, std::string_view bytes) {
  statement.bindNoCopy(at, static_cast<const void*>(bytes.data() ? bytes.data() : ""), static_cast<int>(bytes.size()));
}

std::string_view blob(const SQLite::Column& column) {
  return {static_cast<const char*>(column.getBlob()), static_cast<std::size_t>(column.getBytes())};
}

}  // namespace

struct WorldStore::State {
  State(Executor& e, const std::string& p)
      : executor(e),
        path(p),
        database(std::filesystem::absolute(p).string(), SQLite::OPEN_READWRITE),
        committed(e),
        tasks(e) {}

  void prepare(const Settings& settings);
  std::optional<std::string> difference(const Settings& settings);
  void write(const std::function<void()>& change);
  void commit();
  static Task<> commit_soon(State& state);
  void fail(const std::string& why);

  Executor& executor;
  std::string path;
  SQLite::Database database;
  std::optional<SQLite::Statement> insert;
  std::function<void(const std::string&)> on_failure;
  bool open = false;                  // something is written, and soon will be committed
  std::optional<std::string> failed;  // why, for people
  std::uint64_t commits = 0;
  Bell committed;
  Scope tasks;  // the last, because its tasks use all the others
};

// The log of one world.
class WorldStore::Log final : public InputLog {
 public:
  Log(WorldStore& store, std::int64_t world) : store_(store), world_(world) { find_end(); }

  std::int64_t world() const { return world_; }
  void keep(const Input& input) override;
  Task<bool> kept() override { return store_.kept(); }
  void end() override;

 private:
  void find_end();
  void insert(const Input& input);
  void forget_what_is_over();

  WorldStore& store_;
  std::int64_t world_;
  bool ended_ = false;
  std::int64_t next_seq_ = 1;
  std::map<std::string, std::int64_t, std::less<>> snapshots_;  // the inputs that took those there are
};

void WorldStore::State::prepare(const Settings& settings) {
  database.exec(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {};", application_id, format_version));
  database.exec(tables);
  SQLite::Statement row(database, "INSERT INTO settings VALUES (?, ?)");
  for (const auto& [key, mark] : settings) {
    row.bind(1, key);
    row.bind(2, mark);
    row.exec();
    row.reset();
  }
}

// The keys that were set otherwise.
std::optional<std::string> WorldStore::State::difference(const Settings& settings) {
  Settings then;
  SQLite::Statement rows(database, "SELECT key, mark FROM settings");
  while (rows.executeStep()) then.emplace(rows.getColumn(0).getString(), rows.getColumn(1).getString());
  std::vector<std::string> keys;
  for (const auto& [key, mark] : settings) {
    const auto found = then.find(key);
    if (found == then.end()) keys.push_back(key + " (not set then)");
    if (found != then.end() && found->second != mark) keys.push_back(key);
  }
  for (const auto& [key, mark] : then) {
    if (!settings.contains(key)) keys.push_back(key + " (not set now)");
  }
  if (keys.empty()) return std::nullopt;
  return fmt::format("{}", fmt::join(keys, ", "));
}

void WorldStore::State::write(const std::function<void()>& change) {
  if (failed) return;
  try {
    if (!open) {
      database.exec("BEGIN");
      open = true;
      tasks.spawn(commit_soon(*this));
    }
    change();
  } catch (const SQLite::Exception& error) {
    fail(error.what());
  }
}

void WorldStore::State::commit() {
  if (open && !failed) {
    try {
      database.exec("COMMIT");
    } catch (const SQLite::Exception& error) {
      fail(error.what());
    }
  }
  open = false;
  ++commits;
  committed.ring();
}

Task<> WorldStore::State::commit_soon(State& state) {
  co_await hop(state.executor);  // what else has come by now is committed with it
  state.commit();
}

void WorldStore::State::fail(const std::string& why) {
  if (failed) return;
  failed = fmt::format("{}: cannot be written: {}", path, why);
  if (on_failure) on_failure(*failed);
}

WorldStore::WorldStore(std::unique_ptr<State> state) : state_(std::move(state)) {}
WorldStore::~WorldStore() {
  state_->executor.exclusively([this] { state_->tasks.clear(); });
  state_->commit();
}

Result<std::unique_ptr<WorldStore>> WorldStore::open(Executor& executor, const std::string& path,
                                                     const Settings& settings) {
  const int made = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (made < 0)
    return failure(ErrorCode::configuration, fmt::format("{}: {}", path, std::generic_category().message(errno)));
  ::close(made);
  try {
    auto state = std::make_unique<State>(executor, path);
    SQLite::Database& database = state->database;
    database.exec("PRAGMA locking_mode = EXCLUSIVE");
    const int id = database.execAndGet("PRAGMA application_id").getInt();
    const int version = database.execAndGet("PRAGMA user_version").getInt();
    const int objects = database.execAndGet("SELECT count(*) FROM sqlite_schema").getInt();
    if (objects == 0) {
      database.exec("PRAGMA journal_mode = WAL");
      SQLite::Transaction whole(database);
      state->prepare(settings);
      whole.commit();
    } else if (id != application_id) {
      return failure(ErrorCode::invalid_input, fmt::format("{}: is a database of something else", path));
    } else if (version != format_version) {
      return failure(ErrorCode::invalid_input,
                     fmt::format("{}: is of format {}, and this program knows {} only", path, version, format_version));
    } else if (const auto keys = state->difference(settings)) {
      return failure(ErrorCode::invalid_input,
                     fmt::format("{}: was begun with other settings than are given now: {}; give the same again, or "
                                 "another file",
                                 path, *keys));
    }
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    state->insert.emplace(
        database, "INSERT INTO inputs(world, seq, at, journal, kind, details, body) VALUES (?, ?, ?, ?, ?, ?, ?)");
    return std::unique_ptr<WorldStore>(new WorldStore(std::move(state)));
  } catch (const SQLite::Exception& error) {
    const int code = error.getErrorCode();
    if (code == SQLITE_BUSY) {
      return failure(ErrorCode::configuration, fmt::format("{}: another process has it open", path));
    }
    if (code == SQLITE_READONLY || code == SQLITE_CANTOPEN) {
      return failure(ErrorCode::configuration,
                     fmt::format("{}: {}; it and its folder, where SQLite has more files, have to be writable", path,
                                 error.what()));
    }
    const bool not_ours = code == SQLITE_NOTADB || code == SQLITE_CORRUPT;
    return failure(not_ours ? ErrorCode::invalid_input : ErrorCode::configuration,
                   fmt::format("{}: {}", path, error.what()));
  }
}

Result<std::vector<WorldStore::Kept>> WorldStore::worlds() const {
  try {
    std::vector<Kept> found;
    SQLite::Statement rows(state_->database,
                           "SELECT id, account_sid, test_account_sid, api_key_sid, setup FROM worlds ORDER BY id");
    while (rows.executeStep()) {
      const auto text = [&](int column) { return rows.getColumn(column).getString(); };
      found.push_back({rows.getColumn(0).getInt64(), {text(1), text(2), text(3)}, text(4)});
    }
    return found;
  } catch (const SQLite::Exception& error) {
    return failure(ErrorCode::invalid_input, fmt::format("{}: {}", state_->path, error.what()));
  }
}

Result<void> WorldStore::read(const Kept& world, const std::function<Result<void>(Input)>& each) const {
  try {
    SQLite::Statement rows(state_->database,
                           "SELECT seq, at, journal, kind, details, body FROM inputs WHERE world = ? ORDER BY seq");
    rows.bind(1, world.id);
    while (rows.executeStep()) {
      auto what = read_input(blob(rows.getColumn(3)), blob(rows.getColumn(4)), std::string(blob(rows.getColumn(5))));
      Result<void> done;
      if (what) {
        done =
            each({std::move(*what), TimePoint{Duration{rows.getColumn(1).getInt64()}}, rows.getColumn(2).getString()});
      } else {
        done = tl::unexpected(what.error());
      }
      if (done) continue;
      return failure(ErrorCode::invalid_input,
                     fmt::format("{}: input {} ({}) of {} does not bring it to where it was: {}; was it written by "
                                 "another version? Use that one, or another file",
                                 state_->path, rows.getColumn(0).getInt64(), blob(rows.getColumn(3)),
                                 world.names.account_sid, done.error().message));
    }
    return {};
  } catch (const SQLite::Exception& error) {
    return failure(ErrorCode::invalid_input, fmt::format("{}: {}", state_->path, error.what()));
  }
}

std::shared_ptr<InputLog> WorldStore::log_of(std::int64_t world) { return std::make_shared<Log>(*this, world); }

std::shared_ptr<InputLog> WorldStore::add(const WorldNames& names, std::string_view setup) {
  std::int64_t id = 0;
  state_->write([&] {
    SQLite::Statement row(state_->database,
                          "INSERT INTO worlds(account_sid, test_account_sid, api_key_sid, setup) VALUES (?, ?, ?, ?)");
    row.bind(1, names.account_sid);
    row.bind(2, names.test_account_sid);
    row.bind(3, names.api_key_sid);
    row.bind(4, std::string(setup));
    row.exec();
    id = state_->database.getLastInsertRowid();
  });
  return std::make_shared<Log>(*this, id);
}

std::shared_ptr<InputLog> WorldStore::copy(const InputLog& origin) {
  const std::int64_t from = static_cast<const Log&>(origin).world();
  std::int64_t id = 0;
  state_->write([&] {
    SQLite::Statement world(state_->database,
                            "INSERT INTO worlds(account_sid, test_account_sid, api_key_sid, setup) "
                            "SELECT account_sid, test_account_sid, api_key_sid, setup FROM worlds WHERE id = ?");
    world.bind(1, from);
    world.exec();
    id = state_->database.getLastInsertRowid();
    SQLite::Statement inputs(state_->database,
                             "INSERT INTO inputs(world, seq, at, journal, kind, details, body) "
                             "SELECT ?, seq, at, journal, kind, details, body FROM inputs WHERE world = ?");
    inputs.bind(1, id);
    inputs.bind(2, from);
    inputs.exec();
  });
  return std::make_shared<Log>(*this, id);
}

Task<bool> WorldStore::kept() {
  State& state = *state_;
  const std::uint64_t before = state.commits;
  while (state.open && state.commits == before) co_await state.committed.wait();
  co_return !state.failed;
}

void WorldStore::on_failure(std::function<void(const std::string&)> listener) {
  state_->on_failure = std::move(listener);
  if (state_->failed) state_->on_failure(*state_->failed);
}

void WorldStore::Log::keep(const Input& input) {
  if (ended_) return;
  store_.state_->write([&] {
    const bool anew =
        std::holds_alternative<Input::Begun>(input.what) || std::holds_alternative<Input::Restored>(input.what);
    if (anew) forget_what_is_over();
    if (const auto* taken = std::get_if<Input::SnapshotTaken>(&input.what)) {
      snapshots_.insert_or_assign(taken->name, next_seq_);
    }
    if (const auto* dropped = std::get_if<Input::SnapshotDropped>(&input.what)) snapshots_.erase(dropped->name);
    if (std::holds_alternative<Input::Forked>(input.what)) snapshots_.clear();
    insert(input);
  });
}

void WorldStore::Log::end() {
  ended_ = true;
  SQLite::Database& database = store_.state_->database;
  store_.state_->write([&] {
    database.exec(fmt::format("DELETE FROM worlds WHERE id = {0}; DELETE FROM inputs WHERE world = {0}", world_));
  });
}

// Of the inputs that are there already.
void WorldStore::Log::find_end() try {
  SQLite::Statement last(store_.state_->database, "SELECT coalesce(max(seq), 0) FROM inputs WHERE world = ?");
  last.bind(1, world_);
  last.executeStep();
  next_seq_ = last.getColumn(0).getInt64() + 1;
  SQLite::Statement rows(store_.state_->database,
                         "SELECT seq, kind, details FROM inputs WHERE world = ? AND "
                         "kind IN ('snapshot_taken', 'snapshot_dropped', 'forked') ORDER BY seq");
  rows.bind(1, world_);
  while (rows.executeStep()) {
    const auto what = read_input(blob(rows.getColumn(1)), blob(rows.getColumn(2)), "");
    if (const auto* taken = std::get_if<Input::SnapshotTaken>(&*what)) {
      snapshots_.insert_or_assign(taken->name, rows.getColumn(0).getInt64());
    } else if (const auto* dropped = std::get_if<Input::SnapshotDropped>(&*what)) {
      snapshots_.erase(dropped->name);
    } else {
      snapshots_.clear();
    }
  }
} catch (const SQLite::Exception& error) {
  store_.state_->fail(error.what());
}

void WorldStore::Log::insert(const Input& input) {
  const WrittenInput written = write_input(input.what);
  SQLite::Statement& row = *store_.state_->insert;
  row.reset();
  row.bind(1, world_);
  row.bind(2, next_seq_++);
  row.bind(3, static_cast<std::int64_t>(input.at.time_since_epoch().count()));
  row.bind(4, input.journal);
  row.bind(5, std::string(written.kind));
  row.bindNoCopy(6, written.details);
  bind_blob(row, 7, written.body);
  row.exec();
}

// When it begins again, be it from a snapshot, what came after the newest snapshot there is matters no more; but for
// where it is served, whose copy it is, and that an older snapshot was dropped.
void WorldStore::Log::forget_what_is_over() {
  std::int64_t needed = 0;
  for (const auto& [name, seq] : snapshots_) needed = std::max(needed, seq);
  store_.state_->database.exec(fmt::format(
      "DELETE FROM inputs WHERE world = {} AND seq > {} AND kind NOT IN ('forked', 'served', 'snapshot_dropped')",
      world_, needed));
}

}  // namespace understudy::simulator
