#pragma once

#include "access/access_policy.h"
#include "base/cancellation.h"
#include "base/result.h"
#include "cache/table_cache.h"
#include "engine/record_batch_stream.h"
#include "session/session_state.h"
#include "session/table_read.h"
#include "syntax/parameters.h"
#include "types/data_type.h"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace skep::engine {
class Engine;
}
namespace skep::warehouse {
class Warehouse;
}

namespace skep::session {

/// Where a statement is in its life.
enum class StatementState { queued, running, finished, failed, cancelled };

std::string_view to_string(StatementState state);

/// What a door asks for.
struct StatementRequest {
  std::string text;                                   ///< also for a table read: what the lists of statements show
  std::optional<TableRead> read;                      ///< instead of the text's statement
  syntax::Parameters parameters;                      ///< for the text's markers
  std::optional<std::chrono::milliseconds> time_box;  ///< see EngineSettings::time_box
  std::string database;                               ///< empty: the session's
  std::string id;                                     ///< chosen by the caller, or empty; [A-Za-z0-9._-]{1,128}
  std::optional<std::chrono::milliseconds> timeout;
  access::Principal principal;
  std::string operation_id = {};  ///< of the one write that an INSERT or CREATE TABLE AS makes; empty: a new one

  /// USE, SET, temporary views, functions and variables outlive a statement only where the door keeps the session. Where it
  /// does not they are refused by name.
  bool keeps_session = false;

  bool is_immediate = false;    ///< the text comes from EXECUTE IMMEDIATE
  bool into_variables = false;  ///< and its row goes into variables: only a query may stand there
};

/// A step of a statement's life.
struct Phase {
  std::string_view name;  ///< queued, parsing, analysis, optimisation, listing, execution, delivery
  int64_t started_micros = 0;
};

struct StatementInfo {
  std::string id;
  std::string text;
  StatementState state = StatementState::queued;
  int64_t started_micros = 0;
  int64_t ended_micros = 0;               ///< 0 while it runs
  std::vector<Phase> phases;              ///< each lasts until the next one, the last until the end
  std::string plan;                       ///< optimised, as EXPLAIN EXTENDED shows it; empty for commands
  std::string stages;                     ///< the task graph, as EXPLAIN shows it
  int64_t rows = 0;                       ///< handed to the door so far
  int64_t rows_scanned = 0;               ///< read from tables so far
  std::optional<double> percentage = {};  ///< of the work that is done; nothing where it is not known
  std::optional<Error> error;
};

/// What a table read saw. Empty for other statements.
struct TableState {
  std::string version;       ///< for TableRead::version of a later read of the same rows
  int64_t row_estimate = 0;  ///< of the partitions read, before any filter; 0 when not known
};

/// A statement that was accepted and has produced its first rows, or its end. Dropping it before its end cancels it.
class RunningStatement {
 public:
  virtual ~RunningStatement() = default;
  virtual const std::string& id() const = 0;

  /// The rows; for a statement without a result a stream with no columns that ends at once. Borrowed: lives as long
  /// as this object. Its end, or its error, ends the statement.
  virtual engine::RecordBatchStream& rows() = 0;

  /// The zone in which timestamps are shown.
  virtual const std::string& time_zone() const = 0;

  virtual TableState table_state() const { return {}; }
};

struct SessionLimits {
  size_t running_max = 8;                             ///< statements at work at once; others wait
  size_t queued_max = 256;                            ///< waiting; beyond it resource_exhausted
  size_t heavy_max = 6;                               ///< heavy ones at work at once: places are left for small ones
  int64_t heavy_bytes = 256 << 20;                    ///< a query that reads files of so many bytes is heavy
  std::chrono::milliseconds timeout{10 * 60 * 1000};  ///< where the request names none
  size_t answers_bytes = 16 << 20;                    ///< of small answers that are kept; fixed at the start
};

/// What a service has done and does, for metrics.
struct SessionLoad {
  size_t running = 0;
  size_t queued = 0;
  uint64_t finished = 0;  ///< since it was made, as the next two
  uint64_t failed = 0;
  uint64_t cancelled = 0;
};

/// Leads statements through their life: admission, parse, load names, analyse, optimise, prune, compile, run the task
/// graph; limits, timeout, cancellation and access for every door.
///
/// Any thread may call it. `execute` blocks its caller until the first batch is there or the statement has ended.
class SessionService {
 public:
  virtual ~SessionService() = default;

  /// Runs a statement in `state` (changed by USE and SET when the request keeps the session). Errors before the first
  /// row come as the result's error.
  virtual Result<std::unique_ptr<RunningStatement>> execute(const StatementRequest& request, SessionState& state) = 0;

  /// Parses and analyses only: the plan's text, types included. For `skep sql --analyze-only`.
  virtual Result<std::string> analyze_only(const StatementRequest& request, SessionState& state) = 0;

  /// Cancels a statement, also one that still waits. Fails with not_found for an id that is not running.
  virtual Result<void> cancel(std::string_view id) = 0;

  /// Finds a statement that runs or has ended lately (the last 1,000).
  virtual Result<StatementInfo> find(std::string_view id) const = 0;

  /// Those that `find` would find, the latest first.
  virtual std::vector<StatementInfo> list() const = 0;

  virtual SessionLoad load() = 0;

  /// What `execute` would refuse any statement with now because too many wait; never waits itself.
  virtual std::optional<Error> refusal() = 0;

  /// Statements that begin later follow these.
  virtual void set_limits(const SessionLimits& limits) = 0;

  /// Refuses new statements and waits until those at work have ended, at most `grace`; then cancels them.
  virtual void drain(std::chrono::milliseconds grace) = 0;

  /// Reads the catalogue for doors that show it. Access is asked per object.
  virtual warehouse::Warehouse& warehouse() = 0;
  virtual access::AccessPolicy& policy() = 0;

  /// What CACHE TABLE has named.
  virtual std::vector<cache::CachedTableInfo> cached_tables() { return {}; }
};

/// All of it borrowed: must outlive the service. `catalogue_changes` answers another number once anything in the store has
/// changed, and must be quick; without it no answers are kept. Without `cache` CACHE TABLE keeps no rows.
std::unique_ptr<SessionService> make_session_service(engine::Engine& engine, warehouse::Warehouse& warehouse,
                                                     access::AccessPolicy& policy, SessionLimits limits,
                                                     std::map<std::string, std::string> default_settings,
                                                     std::function<uint64_t()> catalogue_changes = nullptr,
                                                     cache::TableCache* cache = nullptr);

}  // namespace skep::session
