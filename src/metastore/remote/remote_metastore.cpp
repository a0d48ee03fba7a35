#include "metastore/remote/remote_metastore.h"

#include "base/text.h"
#include "metastore/remote/absent_stores.h"
#include "metastore/remote/remote_commit.h"
#include "metastore/remote/remote_functions.h"
#include "metastore/remote/table_ids.h"
#include "metastore/rules.h"

#include <algorithm>
#include <charconv>
#include <ctime>
#include <limits>
#include <set>

namespace skep::metastore {
namespace {

/// How many partitions are loaded at once.
constexpr size_t kSlice = 2'000;

class RemoteMetastore final : public Metastore {
 public:
  RemoteMetastore(RemoteSettings settings, std::unique_ptr<WriteJournal> journal)
      : calls_(std::move(settings)), journal_(std::move(journal)) {}

  // ---- databases

  Result<std::vector<std::string>> list_databases(std::string_view pattern) override {
    return matching(calls_.database_names(), pattern);
  }

  Result<Database> load_database(std::string_view name) override { return calls_.database(to_lower(name)); }

  Result<Database> create_database(const Database& given) override {
    auto draft = prepared(given);
    if (!draft) return draft;
    if (auto created = calls_.create_database(*draft); !created) return created.error();
    return calls_.database(draft->name);
  }

  Result<void> alter_database(std::string_view name, const Database& given) override {
    auto before = load_database(name);
    if (!before) return before.error();
    Database changed = given;
    changed.name = before->name;
    if (auto altered = calls_.alter_database(before->name, changed); !altered) return altered;
    auto after = calls_.database(before->name);
    if (!after) return after.error();
    // Hive 2.3 says that it is done, and keeps these.
    bool is_done = after->description == changed.description && after->location == changed.location;
    if (is_done) return {};
    return make_error(ErrorCode::unsupported,
                      "this metastore does not change a database's description and location: {}", before->name);
  }

  Result<std::vector<Table>> drop_database(std::string_view given, bool cascade,
                                           const LeftBehind& left_behind) override {
    auto name = to_lower(given);
    if (auto there = calls_.database(name); !there) return there.error();
    auto names = calls_.table_names(name);
    if (!names) return names.error();
    if (!cascade && !names->empty()) return database_not_empty(name);
    auto tables = calls_.tables(name, *names);
    if (!tables) return tables;
    if (auto dropped = calls_.drop_database(name, cascade); !dropped) return dropped.error();
    for (const auto& table : *tables)
      if (auto left = leave(left_behind, table); !left) return left.error();
    return tables;
  }

  // ---- tables

  Result<std::vector<std::string>> list_tables(std::string_view database, std::string_view pattern) override {
    auto name = to_lower(database);
    auto names = calls_.table_names(name);
    bool may_be_missing = names && names->empty();
    if (may_be_missing)
      if (auto there = calls_.database(name); !there) return there.error();
    return matching(std::move(names), pattern);
  }

  Result<Table> load_table(const TableName& given) override {
    TableName name = lower(given);
    auto table = calls_.table(name);
    if (table || table.error().code != ErrorCode::not_found) return table;
    auto there = calls_.database(name.database);
    return there ? table : Result<Table>(there.error());
  }

  Result<Table> create_table(const Table& given, const std::vector<Partition>& partitions,
                             std::string_view operation_id) override {
    auto draft = prepared(given, now_seconds());
    if (!draft) return draft;
    if (!draft->constraints.empty())
      return make_error(ErrorCode::unsupported, "of a remote metastore constraints are not there yet: {}",
                        draft->name.to_text());
    auto none_is_there = [](const std::string&) { return false; };
    auto wanted = partitions_to_add(*draft, all_prepared(partitions), false, none_is_there);
    if (!wanted) return wanted.error();
    std::string operation(operation_id);
    if (auto open = journal_->check_open(operation); !open) return open.error();
    journal_->note_attempt(operation);
    draft->id = new_table_id();
    if (auto created = calls_.create_table(*draft); !created) return created.error();
    if (!wanted->empty()) {
      if (auto added = calls_.add_partitions(*draft, *wanted); !added) return take_back(*draft, added.error());
    }
    if (auto marked = journal_->mark_committed(operation); !marked) return marked.error();
    return load_table(draft->name);
  }

  Result<Table> alter_table(const TableName& given, const TableChange& change) override {
    auto before = load_table(given);
    if (!before) return before;
    auto after = altered(*before, change);
    if (!after) return after;
    bool is_renamed = after->name != before->name;
    if (is_renamed)
      if (auto taken = may_be_named(after->name); !taken) return taken.error();
    auto moved = partitions_moved(*before, change);
    if (!moved) return moved.error();
    if (auto done = calls_.alter_table(before->name, *after, change); !done) return done.error();
    if (!moved->empty()) {
      auto done = calls_.alter_partitions(*after, *moved);
      if (!done)
        return Error(ErrorCode::unavailable, done.error().message)
            .during("the change of {} is done in part: its partitions have their old places", before->name.to_text());
    }
    if (change.changes_partitions)
      if (auto done = change_columns_of_partitions(after->name); !done) return done.error();
    return load_table(after->name);
  }

  Result<Table> drop_table(const TableName& given, const LeftBehind& left_behind) override {
    auto table = load_table(given);
    if (!table) return table;
    if (auto dropped = calls_.drop_table(table->name); !dropped) return dropped.error();
    if (auto left = leave(left_behind, *table); !left) return left.error();
    return table;
  }

  // ---- partitions

  Result<void> visit_partitions(const Table& table, const PartitionQuery& query,
                                const std::function<bool(Partition&&)>& visit) override {
    auto names = wanted_names(table, query);
    if (!names) return names.error();
    bool may_be_committing = query.journal != nullptr && has_open_write(*query.journal, table.name);
    if (!may_be_committing) return load_slices(table, *names, query.with_layout, visit);
    // A write whose change is there already, and whose mark in the journal is not: what it made says whose it is.
    std::vector<Partition> all;
    auto loaded = load_slices(table, *names, query.with_layout, [&](Partition&& partition) {
      note_committed(*query.journal, partition.parameters);
      all.push_back(std::move(partition));
      return true;
    });
    if (!loaded) return loaded;
    for (auto& partition : all)
      if (!visit(std::move(partition))) break;
    return {};
  }

  Result<void> visit_partition_names(const Table& table, const PartitionQuery& query,
                                     const std::function<bool(std::string&&)>& visit) override {
    auto names = wanted_names(table, query);
    if (!names) return names.error();
    for (auto& name : *names)
      if (!visit(std::move(name))) break;
    return {};
  }

  Result<int64_t> count_partitions(const Table& table, const PartitionFilter* filter) override {
    PartitionQuery query;
    query.filter = filter;
    auto names = wanted_names(table, query);
    if (!names) return names.error();
    return static_cast<int64_t>(names->size());
  }

  Result<std::vector<Partition>> add_partitions(const Table& given, const std::vector<Partition>& drafts,
                                                bool skip_existing) override {
    auto table = as_it_is(given);
    if (!table) return table.error();
    std::vector<std::vector<std::string>> values;
    for (const auto& draft : drafts) values.push_back(draft.values);
    // Others may add the same at the same time: then those are there when it is looked at again.
    constexpr int kAttemptsMax = 10;
    for (int attempt = 1;; attempt++) {
      auto added = add_missing(*table, values, drafts, skip_existing);
      bool was_too_late = !added && added.error().code == ErrorCode::already_exists;
      if (!was_too_late || !skip_existing || attempt == kAttemptsMax) return added;
    }
  }

  Result<void> alter_partitions(const Table& given, const std::vector<Partition>& changed) override {
    auto table = as_it_is(given);
    if (!table) return table.error();
    std::vector<std::vector<std::string>> values;
    for (const auto& each : changed) values.push_back(each.values);
    auto there = find(*table, values);
    if (!there) return there.error();
    std::vector<Partition> all;
    for (auto partition : changed) {
      auto name = partition_name(table->partition_columns, partition.values);
      auto before = there->find(name);
      if (before == there->end()) return no_such_partition(table->name, name);
      partition.create_time_seconds = before->second.create_time_seconds;
      if (!partition.layout) partition.layout = before->second.layout;
      all.push_back(std::move(partition));
    }
    return all.empty() ? Result<void>() : calls_.alter_partitions(*table, all);
  }

  /// Servers move the folder themselves, to where they think that it belongs.
  Result<void> rename_partition(const Table& given, const std::vector<std::string>&, const Partition&) override {
    return make_error(ErrorCode::unsupported, "partitions of a remote metastore cannot be renamed yet: {}",
                      given.name.to_text());
  }

  Result<std::vector<Partition>> drop_partitions(const Table& given,
                                                 const std::vector<std::vector<std::string>>& values, bool skip_missing,
                                                 const PartitionLeftBehind& left_behind) override {
    auto table = as_it_is(given);
    if (!table) return table.error();
    auto there = find(*table, values);
    if (!there) return there.error();
    for (const auto& each : values) {
      auto name = partition_name(table->partition_columns, each);
      if (!skip_missing && !there->contains(name)) return no_such_partition(table->name, name);
    }
    std::vector<std::string> names;
    std::vector<Partition> dropped;
    std::vector<Garbage> garbage;
    for (auto& [name, partition] : *there) {
      names.push_back(name);
      if (left_behind)
        for (auto& left : left_behind(*table, partition)) garbage.push_back(std::move(left));
      dropped.push_back(std::move(partition));
    }
    if (names.empty()) return dropped;
    if (auto done = calls_.drop_partitions(*table, names); !done) return done.error();
    if (auto added = add_garbage(garbage); !added) return added.error();
    return dropped;
  }

  Result<std::optional<Partition>> find_partition(const Table& given, const std::vector<std::string>& values) override {
    auto table = as_it_is(given);
    if (!table) return table.error();
    auto found = find(*table, {values});
    if (!found) return found.error();
    if (found->empty()) return std::optional<Partition>();
    auto partition = std::move(found->begin()->second);
    partition.layout.reset();
    return std::optional(std::move(partition));
  }

  // ---- writes

  Result<void> commit_write(const CommitWrite& given) override {
    CommitWrite write = given;
    write.table = lower(given.table);
    return commit_remotely(calls_, *journal_, write);
  }

  Result<std::vector<JournalEntry>> list_writes() override {
    auto writes = journal_->store().list_writes();
    if (!writes) return writes;
    for (const auto& entry : std::vector<JournalEntry>(*writes)) {
      if (entry.committed) continue;
      auto table = calls_.table(entry.table);
      if (!table && table.error().code != ErrorCode::not_found) return table.error();
      if (table) note_committed(*writes, table->parameters);
    }
    return writes;
  }

  Result<void> begin_write(const JournalEntry& entry) override {
    auto begun = journal_->store().begin_write(entry);
    if (begun) journal_->note_begun(entry.operation_id);
    return begun;
  }
  Result<void> renew_lease(std::string_view operation_id, int64_t lease_until_seconds) override {
    return journal_->store().renew_lease(operation_id, lease_until_seconds);
  }

  Result<bool> cancel_write(std::string_view operation_id) override {
    std::string operation(operation_id);
    // Its change may have arrived, whatever was heard of it.
    if (journal_->may_be_there(operation)) {
      auto entry = journal_->find(operation);
      if (!entry) return entry.error();
      if (*entry)
        if (auto noted = note_if_there(**entry); !noted) return noted.error();
    }
    return journal_->store().cancel_write(operation_id);
  }

  Result<void> forget_write(std::string_view operation_id) override {
    journal_->note_attempt(std::string(operation_id));  // nothing is to be remembered of it
    return journal_->store().forget_write(operation_id);
  }

  Result<std::vector<JournalEntry>> take_over_writes(int64_t now, int64_t lease_until_seconds) override {
    auto writes = journal_->store().list_writes();
    if (!writes) return writes;
    // A server that died between the change and its mark in the journal left a write that only looks open.
    for (const auto& entry : *writes) {
      bool has_lapsed = !entry.committed && entry.lease_until_seconds < now;
      if (!has_lapsed) continue;
      if (auto noted = note_if_there(entry); !noted) return noted.error();
    }
    return journal_->store().take_over_writes(now, lease_until_seconds);
  }

  Result<bool> was_committed(const TableName& name, std::string_view operation_id) override {
    auto entry = journal_->find(operation_id);
    if (!entry) return entry.error();
    if (*entry && (*entry)->committed) return true;
    return bears_operation(calls_, lower(name), std::string(operation_id));
  }

  Result<void> add_garbage(const std::vector<Garbage>& garbage) override {
    return garbage.empty() ? Result<void>() : journal_->store().add_garbage(garbage);
  }

  /// Whoever asks for all of it, however new, asks what to keep away from: then what is in use again is not left out.
  Result<std::vector<Garbage>> list_garbage(int64_t older_than_seconds) override {
    auto garbage = journal_->store().list_garbage(older_than_seconds);
    bool is_all = older_than_seconds == std::numeric_limits<int64_t>::max();
    if (!garbage || garbage->empty() || is_all) return garbage;
    std::set<std::string> unused;
    for (const auto& each : *garbage) unused.insert(each.location);
    if (auto looked = remove_all_used(unused); !looked) return looked.error();
    std::erase_if(*garbage, [&](const Garbage& each) { return !unused.contains(each.location); });
    return garbage;
  }

  Result<void> forget_garbage(std::string_view location) override { return journal_->store().forget_garbage(location); }

  FunctionStore& functions() override { return *functions_; }
  StatisticsStore& statistics() override { return *statistics_; }
  LockStore& locks() override { return *locks_; }
  ConstraintStore& constraints() override { return *constraints_; }
  PrivilegeStore& privileges() override { return *privileges_; }
  EventStore& events() override { return *events_; }

 private:
  static int64_t now_seconds() { return std::time(nullptr); }

  static TableName lower(const TableName& name) { return {to_lower(name.database), to_lower(name.table)}; }

  static std::vector<Partition> all_prepared(const std::vector<Partition>& drafts) {
    std::vector<Partition> all;
    for (const auto& draft : drafts) all.push_back(prepared(draft, now_seconds()));
    return all;
  }

  static Result<std::vector<std::string>> matching(Result<std::vector<std::string>> names, std::string_view pattern) {
    if (!names) return names;
    std::erase_if(*names, [&](const std::string& name) { return !matches_pattern(name, pattern); });
    return names;
  }

  static bool has_open_write(const std::vector<JournalEntry>& journal, const TableName& table) {
    return std::any_of(journal.begin(), journal.end(),
                       [&](const JournalEntry& entry) { return !entry.committed && lower(entry.table) == table; });
  }

  /// Marks the write that such parameters name, in what is shown of the journal.
  static void note_committed(std::vector<JournalEntry>& journal, const Parameters& parameters) {
    auto operation = parameters.find(std::string(kOperationParameter));
    if (operation == parameters.end()) return;
    for (auto& entry : journal)
      if (entry.operation_id == operation->second) entry.committed = true;
  }

  Result<void> load_slices(const Table& table, const std::vector<std::string>& names, bool with_layout,
                           const std::function<bool(Partition&&)>& visit) {
    for (size_t at = 0; at < names.size(); at += kSlice) {
      auto begin = names.begin() + static_cast<std::ptrdiff_t>(at);
      auto end = begin + static_cast<std::ptrdiff_t>(std::min(kSlice, names.size() - at));
      auto found = calls_.partitions(table, std::vector<std::string>(begin, end));
      if (!found) return found.error();
      for (auto& [name, partition] : *found) {
        if (!with_layout) partition.layout.reset();
        if (!visit(std::move(partition))) return {};
      }
    }
    return {};
  }

  /// The table of a name, if it is still the one that was loaded.
  Result<Table> as_it_is(const Table& known) {
    auto table = calls_.table(known.name);
    bool is_gone = table ? table->id != known.id : table.error().code == ErrorCode::not_found;
    return is_gone ? Result<Table>(table_changed(known.name)) : table;
  }

  Result<std::map<std::string, Partition>> find(const Table& table,
                                                const std::vector<std::vector<std::string>>& values) {
    std::set<std::string> names;
    for (const auto& each : values) {
      if (auto checked = check_values(table, each); !checked) return checked.error();
      names.insert(partition_name(table.partition_columns, each));
    }
    return calls_.partitions(table, {names.begin(), names.end()});
  }

  /// The names of the partitions that a query is for, in their order, and what else it wants before the first one. Servers
  /// compare in ways of their own, so that filters are applied here.
  Result<std::vector<std::string>> wanted_names(const Table& given, const PartitionQuery& query) {
    if (query.journal != nullptr) {
      auto writes = journal_->store().list_writes();
      if (!writes) return writes.error();
      *query.journal = *std::move(writes);
    }
    auto table = as_it_is(given);
    if (!table) return table.error();
    auto names = calls_.partition_names(*table);
    if (!names) return names;
    std::set<std::string> asked;
    if (query.names != nullptr) asked = {query.names->begin(), query.names->end()};
    std::vector<std::string> wanted;
    for (auto& name : *names) {
      if (query.count_max && wanted.size() >= static_cast<size_t>(*query.count_max)) break;
      bool may_pass = query.names == nullptr || asked.contains(name);
      if (may_pass && query.filter != nullptr) {
        auto parts = parse_partition_name(name);
        if (!parts) return parts.error();
        std::vector<std::string> values;
        for (auto& [key, value] : *parts) values.push_back(std::move(value));
        may_pass = passes(*query.filter, values);
      }
      if (may_pass) wanted.push_back(std::move(name));
    }
    if (query.count != nullptr) *query.count = [count = static_cast<int64_t>(wanted.size())] { return count; };
    return wanted;
  }

  Result<std::vector<Partition>> add_missing(const Table& table, const std::vector<std::vector<std::string>>& values,
                                             const std::vector<Partition>& drafts, bool skip_existing) {
    auto there = find(table, values);
    if (!there) return there.error();
    auto is_there = [&](const std::string& name) { return there->contains(name); };
    auto wanted = partitions_to_add(table, all_prepared(drafts), skip_existing, is_there);
    if (!wanted || wanted->empty()) return wanted;
    if (auto added = calls_.add_partitions(table, *wanted); !added) return added.error();
    for (auto& partition : *wanted)
      partition.id = partition_id(table, partition_name(table.partition_columns, partition.values));
    return wanted;
  }

  /// Undoes the creation of a table whose partitions the metastore refused.
  Error take_back(const Table& table, const Error& why) {
    if (why.code == ErrorCode::outcome_unknown) return why;
    auto dropped = calls_.drop_table(table.name);
    return dropped ? why : why.during("the table {} is left without its partitions", table.name.to_text());
  }

  Result<void> may_be_named(const TableName& name) {
    auto taken = load_table(name);
    if (taken) return table_exists(name);
    bool is_free = taken.error().error_class == "TABLE_OR_VIEW_NOT_FOUND";
    return is_free ? Result<void>() : taken.error();
  }

  /// The partitions of a table whose folder moves, with their new places.
  Result<std::vector<Partition>> partitions_moved(const Table& before, const TableChange& change) {
    std::vector<Partition> moved;
    if (change.old_root.empty() || before.partition_columns.empty()) return moved;
    PartitionQuery query;
    query.with_layout = true;
    auto visited = visit_partitions(before, query, [&](Partition&& partition) {
      auto location = moved_location(partition.location, change);
      if (location == partition.location) return true;
      partition.location = location;
      moved.push_back(std::move(partition));
      return true;
    });
    if (!visited) return visited.error();
    return moved;
  }

  /// Gives partitions the table's columns where the server has not done it: it does so where the table's have changed.
  Result<void> change_columns_of_partitions(const TableName& name) {
    auto table = calls_.table(name);
    if (!table) return table.error();
    if (table->partition_columns.empty()) return {};
    std::vector<Partition> others;
    PartitionQuery query;
    query.with_layout = true;
    auto visited = visit_partitions(*table, query, [&](Partition&& partition) {
      if (partition.layout->columns == table->columns) return true;
      auto layout = *partition.layout;
      layout.columns = table->columns;
      partition.layout = std::make_shared<PartitionLayout>(std::move(layout));
      others.push_back(std::move(partition));
      return true;
    });
    if (!visited || others.empty()) return visited;
    return calls_.alter_partitions(*table, others);
  }

  Result<void> leave(const LeftBehind& left_behind, const Table& table) {
    return left_behind ? add_garbage(left_behind(table)) : Result<void>();
  }

  /// Marks a write as committed if its change turns out to be there.
  Result<void> note_if_there(const JournalEntry& entry) {
    auto is_there = bears_operation(calls_, entry.table, entry.operation_id);
    if (!is_there) return is_there.error();
    // One that was cancelled stays so: its change can only be there if it came too late, and then no file may go.
    return *is_there ? journal_->mark_committed(entry.operation_id) : Result<void>();
  }

  /// Takes out of `garbage` where tables and partitions live now.
  Result<void> remove_all_used(std::set<std::string>& garbage) {
    auto databases = calls_.database_names();
    if (!databases) return databases.error();
    for (const auto& database : *databases) {
      auto names = calls_.table_names(database);
      if (!names) return names.error();
      auto tables = calls_.tables(database, *names);
      if (!tables) return tables.error();
      for (const auto& table : *tables) {
        if (!table.storage.location.empty()) remove_used(garbage, table.storage.location);
        if (table.partition_columns.empty()) continue;
        auto visited = Metastore::visit_partitions(table, nullptr, [&](Partition&& partition) {
          remove_used(garbage, partition.location);
          return true;
        });
        // One that went meanwhile holds nothing any more.
        if (!visited && visited.error().code != ErrorCode::conflict) return visited;
      }
    }
    return {};
  }

  RemoteCalls calls_;
  std::unique_ptr<WriteJournal> journal_;
  std::unique_ptr<FunctionStore> functions_ = make_remote_functions(calls_);
  std::unique_ptr<StatisticsStore> statistics_ = make_absent_statistics();
  std::unique_ptr<LockStore> locks_ = make_absent_locks();
  std::unique_ptr<ConstraintStore> constraints_ = make_absent_constraints();
  std::unique_ptr<PrivilegeStore> privileges_ = make_absent_privileges();
  std::unique_ptr<EventStore> events_ = make_absent_events();
};

}  // namespace

Result<std::unique_ptr<Metastore>> open_remote_metastore(RemoteSettings settings, std::unique_ptr<Metastore> journal) {
  auto opened = WriteJournal::open(std::move(journal));
  if (!opened) return opened.error();
  return std::unique_ptr<Metastore>(std::make_unique<RemoteMetastore>(std::move(settings), *std::move(opened)));
}

Result<std::vector<RemoteAddress>> parse_metastore_uris(std::string_view uris) {
  constexpr std::string_view kScheme = "thrift://";
  std::vector<RemoteAddress> addresses;
  for (const auto& each : split(uris, ',')) {
    auto uri = trim(each);
    auto colon = uri.rfind(':');
    RemoteAddress address;
    auto digits = uri.substr(std::min(uri.size(), colon + 1));
    auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
    bool is_address = uri.starts_with(kScheme) && colon > kScheme.size() && colon != uri.npos &&
                      problem == std::errc() && end == digits.data() + digits.size() && address.port != 0;
    if (!is_address)
      return make_error(ErrorCode::invalid_argument, "a metastore's address is thrift://host:port, not '{}'", uri);
    address.host = std::string(uri.substr(kScheme.size(), colon - kScheme.size()));
    if (address.host.starts_with('[') && address.host.ends_with(']'))
      address.host = address.host.substr(1, address.host.size() - 2);
    addresses.push_back(std::move(address));
  }
  return addresses;
}

}  // namespace skep::metastore
