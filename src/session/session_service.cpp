#include "analyzer/analyzer.h"
#include "base/deadlines.h"
#include "base/text.h"
#include "compiler/compiler.h"
#include "engine/constant_rows.h"
#include "engine/engine.h"
#include "optimizer/optimizer.h"
#include "session/admission.h"
#include "session/cached_tables.h"
#include "session/commands.h"
#include "session/kept_answers.h"
#include "session/multi_insert.h"
#include "session/names.h"
#include "session/prune.h"
#include "session/rows.h"
#include "session/session.h"
#include "session/statement_registry.h"
#include "session/substitution.h"
#include "session/table_versions.h"
#include "session/write_statement.h"
#include "syntax/parser.h"

#include <arrow/record_batch.h>
#include <algorithm>
#include <atomic>

namespace skep::session {

std::string_view to_string(StatementState state) {
  switch (state) {
    case StatementState::queued: return "queued";
    case StatementState::running: return "running";
    case StatementState::finished: return "finished";
    case StatementState::failed: return "failed";
    case StatementState::cancelled: return "cancelled";
  }
  return "";
}

namespace {

int64_t now_micros() {
  auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
}

/// What a statement holds from its admission to its end.
struct Life {
  Life(StatementRegistry& registry_in, std::string id_in, Cancellation cancellation_in)
      : registry(registry_in), id(std::move(id_in)), cancellation(std::move(cancellation_in)) {}
  ~Life() { end(make_error(ErrorCode::cancelled, "the statement was dropped before its end")); }
  Life(const Life&) = delete;
  Life& operator=(const Life&) = delete;

  /// Ends the statement and lets the next one in. Only the first call counts.
  void end(const std::optional<Error>& error) {
    if (ended) return;
    ended = true;
    deadline.reset();
    registry.end(id, error);
    slot.reset();
  }

  StatementRegistry& registry;
  std::string id;
  Cancellation cancellation;
  std::unique_ptr<Admission::Slot> slot;
  std::unique_ptr<Deadlines::Deadline> deadline;
  bool ended = false;
};

/// The rows as a door reads them: the first batch is there already, and the end of the stream ends the statement.
class Statement final : public RunningStatement, private engine::RecordBatchStream {
 public:
  Statement(std::unique_ptr<Life> life, Rows rows, std::string time_zone, TableState table_state)
      : life_(std::move(life)),
        rows_(std::move(rows)),
        time_zone_(std::move(time_zone)),
        table_state_(std::move(table_state)) {
    life_->registry.follow(life_->id, rows_->progress());
  }

  /// Waits for the first batch or the end.
  Result<void> begin() {
    auto batch = pull();
    if (!batch) return batch.error();
    first_ = std::move(*batch);
    has_first_ = true;
    return {};
  }

  const std::string& id() const override { return life_->id; }
  engine::RecordBatchStream& rows() override { return *this; }
  const std::string& time_zone() const override { return time_zone_; }
  TableState table_state() const override { return table_state_; }

 private:
  const types::Schema& schema() const override { return rows_->schema(); }
  std::shared_ptr<arrow::Schema> arrow_schema() const override { return rows_->arrow_schema(); }
  bool stopped_early() const override { return rows_->stopped_early(); }
  std::shared_ptr<const engine::StreamProgress> progress() const override { return rows_->progress(); }

  Result<std::shared_ptr<arrow::RecordBatch>> next() override {
    if (std::exchange(has_first_, false)) return std::exchange(first_, nullptr);
    return pull();
  }

  Result<std::shared_ptr<arrow::RecordBatch>> pull() {
    if (failed_) return *failed_;
    if (life_->ended) return std::shared_ptr<arrow::RecordBatch>();
    auto batch = rows_->next();
    if (batch && *batch) count_ += (*batch)->num_rows();
    life_->registry.count(life_->id, count_);
    if (!batch) {
      failed_ = batch.error();
      life_->end(failed_);
    } else if (!*batch) {
      life_->end(std::nullopt);
    }
    return batch;
  }

  std::unique_ptr<Life> life_;
  Rows rows_;
  std::string time_zone_;
  TableState table_state_;
  int64_t count_ = 0;
  std::shared_ptr<arrow::RecordBatch> first_;
  bool has_first_ = false;
  std::optional<Error> failed_;
};

/// Holds the files of cached rows for as long as they are read.
class HoldingStream final : public engine::RecordBatchStream {
 public:
  using Held = std::map<size_t, std::shared_ptr<const cache::CachedRows>>;

  HoldingStream(Rows rows, Held held) : held_(std::move(held)), rows_(std::move(rows)) {}

  const types::Schema& schema() const override { return rows_->schema(); }
  std::shared_ptr<arrow::Schema> arrow_schema() const override { return rows_->arrow_schema(); }
  Result<std::shared_ptr<arrow::RecordBatch>> next() override { return rows_->next(); }
  bool stopped_early() const override { return rows_->stopped_early(); }
  std::shared_ptr<const engine::StreamProgress> progress() const override { return rows_->progress(); }

 private:
  Held held_;  // outlives the stream that reads it
  Rows rows_;
};

AdmissionLimits admission_limits(const SessionLimits& limits) {
  return {limits.running_max, limits.queued_max, limits.heavy_max};
}

class Service final : public SessionService {
 public:
  Service(engine::Engine& engine, warehouse::Warehouse& warehouse, access::AccessPolicy& policy, SessionLimits limits,
          std::map<std::string, std::string> default_settings, std::function<uint64_t()> catalogue_changes,
          cache::TableCache* cache)
      : engine_(engine),
        warehouse_(warehouse),
        policy_(policy),
        timeout_(limits.timeout),
        default_settings_(std::move(default_settings)),
        admission_(admission_limits(limits)),
        heavy_bytes_(limits.heavy_bytes),
        catalogue_changes_(std::move(catalogue_changes)),
        answers_(catalogue_changes_ ? limits.answers_bytes : 0),
        cache_(cache) {
    if (cache_) cached_.emplace(engine_, warehouse_, *cache_);
  }

  Result<std::unique_ptr<RunningStatement>> execute(const StatementRequest& request, SessionState& state) override {
    Cancellation cancellation;
    auto id = registry_.add(request.id, request.text, cancellation);
    if (!id) return id.error();
    auto life = std::make_unique<Life>(registry_, *id, cancellation);
    life->deadline = deadlines_.set(cancellation, request.timeout.value_or(timeout_.load()));
    auto slot = admission_.enter(cancellation);
    if (!slot) return ended(*life, slot.error());
    life->slot = std::move(*slot);
    registry_.set_state(*id, StatementState::running);

    auto scoped = state;
    if (auto chosen = choose_database(request, scoped); !chosen) return ended(*life, chosen.error());
    Run run{request, scoped, cancellation, *id, {}, *life->slot};
    auto rows = this->run(run);
    if (request.keeps_session) state = scoped;
    if (!rows) return ended(*life, cancellation.reason().value_or(rows.error()));
    registry_.begin_phase(*id, "delivery");
    auto statement = std::make_unique<Statement>(
        std::move(life), std::move(*rows), setting(scoped, "spark.sql.session.timeZone"), std::move(run.table_state));
    if (auto begun = statement->begin(); !begun) return begun.error();
    return std::unique_ptr<RunningStatement>(std::move(statement));
  }

  Result<std::string> analyze_only(const StatementRequest& request, SessionState& state) override {
    auto parsed = parse(request, state);
    if (!parsed) return parsed.error();
    auto names = load_names(analyzer::names_used(*parsed), name_source(state, request.principal));
    if (!names) return names.error();
    auto analyzed = analyzer::analyze(*parsed, names->snapshot, analyzer_settings(state, request.principal));
    if (!analyzed) return analyzed.error();
    return analyzer::to_text(*analyzed);
  }

  Result<void> cancel(std::string_view id) override { return registry_.cancel(id); }
  Result<StatementInfo> find(std::string_view id) const override { return registry_.find(id); }
  std::vector<StatementInfo> list() const override { return registry_.list(); }

  SessionLoad load() override {
    auto load = registry_.ended();
    auto admitted = admission_.load();
    load.running = admitted.running;
    load.queued = admitted.queued;
    return load;
  }

  std::optional<Error> refusal() override { return admission_.refusal(); }

  void set_limits(const SessionLimits& limits) override {
    admission_.set_limits(admission_limits(limits));
    heavy_bytes_ = limits.heavy_bytes;
    timeout_ = limits.timeout;
  }

  void drain(std::chrono::milliseconds grace) override {
    admission_.close();
    if (admission_.wait_until_empty(grace)) return;
    registry_.cancel_all("the server is stopping");
    admission_.wait_until_empty(std::chrono::seconds(5));
  }

  warehouse::Warehouse& warehouse() override { return warehouse_; }
  access::AccessPolicy& policy() override { return policy_; }

  std::vector<cache::CachedTableInfo> cached_tables() override {
    std::vector<cache::CachedTableInfo> tables;
    if (!cache_) return tables;
    for (auto& table : cache_->list()) {
      if (!table.is_temporary && is_gone(table.name)) {
        cache_->remove(table.name);
      } else {
        tables.push_back(std::move(table));
      }
    }
    return tables;
  }

 private:
  /// Others may have dropped it.
  bool is_gone(const std::string& table) {
    auto dot = table.find('.');
    auto loaded = warehouse_.store().load_table({table.substr(0, dot), table.substr(dot + 1)});
    return !loaded && loaded.error().code == ErrorCode::not_found;
  }

  static Error ended(Life& life, Error error) {
    life.end(error);
    return error;
  }

  /// A statement may name its database. One that is missing is an error even where the statement names no table.
  Result<void> choose_database(const StatementRequest& request, SessionState& state) {
    if (request.database.empty()) return {};
    auto name = to_lower(request.database);
    if (auto allowed = policy_.check(request.principal, access::Action::describe, name); !allowed)
      return allowed.error();
    auto database = warehouse_.store().load_database(name);
    if (!database) return database.error();
    state.database = database->name;
    return {};
  }

  std::string setting(const SessionState& state, const std::string& key) const {
    auto own = state.settings.find(key);
    if (own != state.settings.end()) return own->second;
    auto preset = default_settings_.find(key);
    return preset == default_settings_.end() ? "" : preset->second;
  }

  types::AnsiMode ansi_mode(const SessionState& state) const {
    return equals_ignoring_case(setting(state, "spark.sql.ansi.enabled"), "false") ? types::AnsiMode::off
                                                                                   : types::AnsiMode::on;
  }

  bool enforces_reserved_words(const SessionState& state) const {
    return equals_ignoring_case(setting(state, "spark.sql.ansi.enforceReservedKeywords"), "true");
  }

  analyzer::AnalyzerSettings analyzer_settings(const SessionState& state, const access::Principal& principal) const {
    auto policy = setting(state, "spark.sql.storeAssignmentPolicy");
    auto store_policy = equals_ignoring_case(policy, "legacy")   ? types::StorePolicy::legacy
                        : equals_ignoring_case(policy, "strict") ? types::StorePolicy::strict
                                                                 : types::StorePolicy::ansi;
    bool pads_char = !equals_ignoring_case(setting(state, "spark.sql.readSideCharPadding"), "false");
    return {setting(state, "spark.sql.session.timeZone"),
            ansi_mode(state),
            store_policy,
            pads_char,
            principal.name,
            enforces_reserved_words(state)};
  }

  /// A statement on its way from text to rows.
  struct Run {
    const StatementRequest& request;
    SessionState& state;
    const Cancellation& cancellation;
    const std::string& id;
    TableState table_state;
    Admission::Slot& slot;
    std::optional<std::string> answer_key = {};  ///< of a statement whose answer may be kept
    uint64_t catalogue = 0;                      ///< the store's change count before it was read, where that is so
  };

  engine::EngineSettings engine_settings(const Run& run) const {
    return {.ansi = ansi_mode(run.state) == types::AnsiMode::on,
            .time_zone = setting(run.state, "spark.sql.session.timeZone"),
            .last_map_key_wins = equals_ignoring_case(setting(run.state, "spark.sql.mapKeyDedupPolicy"), "LAST_WIN"),
            .now_micros = now_micros(),
            .time_box = run.request.time_box};
  }

  Result<syntax::Statement> parse(const StatementRequest& request, const SessionState& state) const {
    if (request.read) return to_statement(*request.read);
    bool substitutes = !equals_ignoring_case(setting(state, "spark.sql.variable.substitute"), "false");
    auto text = substitutes ? substitute_variables(request.text, state.settings, default_settings_) : request.text;
    return syntax::parse_statement(text, request.parameters, {enforces_reserved_words(state)});
  }

  NameSource name_source(const SessionState& state, const access::Principal& principal) {
    return {state, global_views_.all(), warehouse_, policy_, principal};
  }

  /// What EXECUTE IMMEDIATE may not run.
  static Result<void> check_immediate(const StatementRequest& request, const syntax::Statement& parsed) {
    if (!request.is_immediate) return {};
    if (std::holds_alternative<syntax::ExecuteImmediate>(parsed.node)) {
      return Error::of_class(ErrorCode::invalid_argument, "NESTED_EXECUTE_IMMEDIATE",
                             "EXECUTE IMMEDIATE cannot stand in the text of another");
    }
    if (request.into_variables && !std::holds_alternative<syntax::QueryStatement>(parsed.node)) {
      return Error::of_class(ErrorCode::invalid_argument, "INVALID_STATEMENT_FOR_EXECUTE_INTO",
                             "INTO takes the row of a query, and this is none");
    }
    return {};
  }

  CommandContext command_context(Run& run, const LoadedNames& names) {
    CommandContext command{warehouse_,    policy_, run.request, run.state, default_settings_,
                           global_views_, &names,  nullptr,     {}};
    command.run_query = [this, &run, &names](plan::PlanPtr plan) { return run_query(std::move(plan), names, run); };
    command.write_files = [this, &run, &names](plan::PlanPtr plan, const engine::WriteTarget& target) -> Result<void> {
      auto request = engine_request(std::move(plan), names, run);
      if (!request) return request.error();
      if (auto placed = find_place(*request, run); !placed) return placed.error();
      registry_.begin_phase(run.id, "execution");
      auto written = engine_.write(std::move(*request), target, run.cancellation);
      if (!written) return written.error();
      return {};
    };
    command.run_statement = [this, &run](const StatementRequest& request) {
      Run inner{request, run.state, run.cancellation, run.id, {}, run.slot};
      return this->run(inner);
    };
    command.analyze_query = [this, &run](const std::string& text) -> Result<plan::PlanPtr> {
      auto analyzed = analyze_query(text, run);
      if (!analyzed) return analyzed.error();
      return std::move(analyzed->first);
    };
    command.cache = cache_;
    command.cache_rows = [this, &run](const NamedRows& named) {
      registry_.begin_phase(run.id, "execution");
      return cached_->fill(named, cache_asker(run));
    };
    return command;
  }

  CachedTables::Asker cache_asker(Run& run) {
    return {engine_settings(run), run.cancellation,
            [this, &run](const std::string& text) { return analyze_query(text, run); }};
  }

  /// Where a statement's names are looked up: a query finds the rows of those that are cached.
  NameSource names_of(const syntax::Statement& statement, Run& run) {
    auto source = name_source(run.state, run.request.principal);
    bool may_use = cache_ && cache_->any() && !run.request.read && !run.request.time_box &&
                   std::holds_alternative<syntax::QueryStatement>(statement.node);
    if (may_use) {
      source.cached_rows = [this, &run](const NamedRows& named) { return cached_->find(named, cache_asker(run)); };
    }
    return source;
  }

  Result<std::pair<plan::PlanPtr, LoadedNames>> analyze_query(const std::string& text, Run& run) {
    auto parsed = syntax::parse_statement(text);
    if (!parsed) return parsed.error();
    auto names = load_names(analyzer::names_used(*parsed), name_source(run.state, run.request.principal));
    if (!names) return names.error();
    auto analyzed = analyzer::analyze(*parsed, names->snapshot, analyzer_settings(run.state, run.request.principal));
    if (!analyzed) return analyzed.error();
    auto* query = std::get_if<analyzer::Query>(&analyzed->node);
    if (!query) return make_error(ErrorCode::invalid_argument, "a query is needed here");
    return std::pair(std::move(query->plan), *std::move(names));
  }

  /// The rows of the same statement before, if the same files would be read; null if there are none.
  Result<Rows> kept_rows(Run& run) {
    if (global_views_.any()) run.answer_key.reset();
    if (!run.answer_key) return Rows();
    run.catalogue = catalogue_changes_();
    auto kept = answers_.find(*run.answer_key);
    if (!kept || kept->catalogue != run.catalogue) return Rows();
    for (const auto& table : kept->table_keys)
      if (auto allowed = policy_.check(run.request.principal, access::Action::read, table); !allowed)
        return allowed.error();
    registry_.begin_phase(run.id, "listing");
    auto same = reads_the_same(*kept, warehouse_, run.cancellation);
    if (!same) return same.error();
    if (!*same) return Rows();
    registry_.set_plan(run.id, kept->plan, "");
    return engine::make_stream(kept->schema, kept->arrow_schema, kept->batch);
  }

  /// Of tables only, whose files tell when they change, and with a plan that gives the same each time.
  static bool can_keep_answer(const plan::Plan& plan, const LoadedNames& names) {
    const auto& snapshot = names.snapshot;
    bool all_stored = std::all_of(snapshot.tables.begin(), snapshot.tables.end(), [](const catalog::TableEntry& table) {
      return !table.view && !table.database.empty() && table.database != catalog::kGlobalTemporaryDatabase;
    });
    return all_stored && snapshot.functions.empty() && !names.source && can_keep(plan);
  }

  /// Text to rows: parse, load names, analyse, and by kind of statement the rest.
  Result<Rows> run(Run& run) {
    run.answer_key = answers_.key_of(run.request, run.state);
    if (auto kept = kept_rows(run); !kept || *kept) return kept;
    registry_.begin_phase(run.id, "parsing");
    auto parsed = parse(run.request, run.state);
    if (!parsed) return parsed.error();
    if (auto allowed = check_immediate(run.request, *parsed); !allowed) return allowed.error();
    registry_.begin_phase(run.id, "analysis");
    auto names = load_names(analyzer::names_used(*parsed), names_of(*parsed, run));
    if (!names) return names.error();
    auto analyzed = analyzer::analyze(*parsed, names->snapshot, analyzer_settings(run.state, run.request.principal));
    if (!analyzed) return analyzed.error();
    if (!std::holds_alternative<analyzer::Query>(analyzed->node) || !names->cached.empty()) run.answer_key.reset();
    auto command = command_context(run, *names);
    if (auto reason = run.cancellation.reason()) return *reason;

    if (run.request.read && names->snapshot.tables[0].view)
      return make_error(ErrorCode::unsupported, "pages of a view are not there yet: {}",
                        names->snapshot.tables[0].name);

    if (auto* query = std::get_if<analyzer::Query>(&analyzed->node)) {
      if (!run.request.read) return run_query(std::move(query->plan), *names, run);
      auto plan = finish_plan(std::move(query->plan), *run.request.read);
      if (!plan) return plan.error();
      return run_query(std::move(*plan), *names, run);
    }
    if (auto* explain = std::get_if<analyzer::Explain>(&analyzed->node)) return run_explain(*explain, *names, run);
    if (auto* own = std::get_if<analyzer::Command>(&analyzed->node)) {
      command.query = std::move(own->query);
      command.variables = std::move(own->variables);
      return run_command(*parsed, command);
    }

    auto graph = compiler::compile(*analyzed).graph;
    registry_.set_plan(run.id, "", tasks::to_text(graph));
    registry_.begin_phase(run.id, "execution");
    WriteContext write{command, engine_, engine_settings(run), *names, run.cancellation};
    auto* insert = std::get_if<analyzer::Insert>(&analyzed->node);
    auto* inserts = std::get_if<analyzer::MultiInsert>(&analyzed->node);
    auto done = inserts  ? run_multi_insert(*inserts, write)
                : insert ? run_insert(*insert, graph, write)
                         : run_create_table(std::get<analyzer::CreateTable>(analyzed->node), graph, write);
    if (!done) return done.error();
    return no_rows();
  }

  Result<Rows> run_query(plan::PlanPtr plan, const LoadedNames& names, Run& run) {
    std::vector<FilesRead> reads;
    auto request = engine_request(std::move(plan), names, run, run.answer_key ? &reads : nullptr);
    if (!request) return request.error();
    auto plan_text = plan::to_text(*request->plan);
    registry_.set_plan(run.id, plan_text, "");
    if (auto placed = find_place(*request, run); !placed) return placed.error();
    registry_.begin_phase(run.id, "execution");
    if (auto rows = engine::constant_rows(*request->plan)) return rows;
    bool keeps = run.answer_key && can_keep_answer(*request->plan, names);
    auto rows = engine_.run(std::move(*request), run.cancellation);
    if (rows && !names.cached.empty()) return std::make_unique<HoldingStream>(std::move(*rows), names.cached);
    if (!rows || !keeps) return rows;
    KeptAnswer answer{run.catalogue, {}, std::move(reads), {}, {}, {}, std::move(plan_text)};
    for (const auto& [key, number] : names.snapshot.table_numbers) answer.table_keys.push_back(key);
    return answers_.keep(*run.answer_key, std::move(answer), std::move(*rows));
  }

  /// A query that reads much waits, if need be, until fewer of that kind run, and leaves its place to small ones.
  Result<void> find_place(const engine::EngineRequest& request, Run& run) {
    int64_t bytes = 0;
    for (const auto& scan : request.scans)
      for (const auto& file : scan.files) bytes += std::max<int64_t>(0, file.size);
    if (bytes < heavy_bytes_) return {};
    registry_.begin_phase(run.id, "queue");
    registry_.set_state(run.id, StatementState::queued);
    auto cancellation = run.cancellation;
    auto placed = admission_.become_heavy(run.slot, cancellation);
    if (placed) registry_.set_state(run.id, StatementState::running);
    return placed;
  }

  Result<engine::EngineRequest> engine_request(plan::PlanPtr plan, const LoadedNames& names, Run& run,
                                               std::vector<FilesRead>* reads = nullptr) {
    registry_.begin_phase(run.id, "optimisation");
    plan = optimizer::optimize(std::move(plan));
    registry_.begin_phase(run.id, "listing");
    auto zone = setting(run.state, "spark.sql.session.timeZone");
    auto scans = run.request.read && !run.request.read->version.empty()
                     ? versions_.scans_of(*plan, run.request.read->version, names, warehouse_, zone, run.cancellation)
                     : prune(*plan, names, warehouse_, zone, run.cancellation, reads);
    if (!scans) return scans.error();
    if (run.request.read) {
      const auto& known = run.request.read->version;
      run.table_state = {known.empty() ? versions_.remember(scans->front()) : known, scans->front().row_estimate};
    }
    return engine::EngineRequest{std::move(plan), std::move(*scans), engine_settings(run)};
  }

  /// The stages; EXTENDED adds the optimised plan, the files of each scan and the engine's own statement.
  Result<Rows> run_explain(analyzer::Explain& explain, const LoadedNames& names, Run& run) {
    if (explain.mode != syntax::ExplainMode::simple && explain.mode != syntax::ExplainMode::extended) {
      return make_error(ErrorCode::unsupported,
                        "EXPLAIN FORMATTED, COST and CODEGEN are not there yet: EXPLAIN and EXPLAIN EXTENDED are");
    }
    auto text = tasks::to_text(compiler::compile(*explain.statement).graph);
    plan::PlanPtr* plan = nullptr;
    if (auto* query = std::get_if<analyzer::Query>(&explain.statement->node)) plan = &query->plan;
    if (auto* insert = std::get_if<analyzer::Insert>(&explain.statement->node)) plan = &insert->plan;
    if (auto* create = std::get_if<analyzer::CreateTable>(&explain.statement->node); create && create->query)
      plan = &create->query;
    if (explain.mode != syntax::ExplainMode::simple && plan) {
      auto request = engine_request(std::move(*plan), names, run);
      if (!request) return request.error();
      text += "\nOPTIMIZED PLAN:\n" + plan::to_text(*request->plan);
      for (auto& scan : request->scans) {
        text +=
            fmt::format("\nSCAN {}: {} files in {} partitions\n", scan.name, scan.files.size(), scan.partitions.size());
      }
      auto sql = engine_.explain(*request);
      if (!sql) return sql.error();
      text += "\nENGINE STATEMENT:\n" + *sql + "\n";
    }
    return make_rows({{"plan", types::kString, false, {}}}, {{text}});
  }

  engine::Engine& engine_;
  warehouse::Warehouse& warehouse_;
  access::AccessPolicy& policy_;
  std::atomic<std::chrono::milliseconds> timeout_;
  std::map<std::string, std::string> default_settings_;
  Deadlines deadlines_;
  StatementRegistry registry_;
  TableVersions versions_;
  GlobalTemporaryViews global_views_;
  Admission admission_;
  std::atomic<int64_t> heavy_bytes_;
  std::function<uint64_t()> catalogue_changes_;
  KeptAnswers answers_;
  cache::TableCache* cache_;
  std::optional<CachedTables> cached_;
};

}  // namespace

std::unique_ptr<SessionService> make_session_service(engine::Engine& engine, warehouse::Warehouse& warehouse,
                                                     access::AccessPolicy& policy, SessionLimits limits,
                                                     std::map<std::string, std::string> default_settings,
                                                     std::function<uint64_t()> catalogue_changes,
                                                     cache::TableCache* cache) {
  return std::make_unique<Service>(engine, warehouse, policy, limits, std::move(default_settings),
                                   std::move(catalogue_changes), cache);
}

}  // namespace skep::session
