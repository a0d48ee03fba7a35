#include "base/text.h"
#include "metastore/sql/bulk_insert.h"
#include "metastore/sql/rows.h"
#include "metastore/sql/sequence.h"
#include "metastore/sql/store_calls.h"

#include <ctime>

namespace skep::metastore::sql {
namespace {

/// The id that the next event gets; in a writing transaction nobody else takes it before that ends.
int64_t next_event_id(Transaction& transaction) {
  int64_t next = 1;
  transaction.session() << "SELECT \"NEXT_EVENT_ID\" FROM \"NOTIFICATION_SEQUENCE\"" + transaction.locks_rows(),
      soci::into(next);
  return next;
}

int64_t insert_event(Transaction& transaction, const Event& draft) {
  auto& session = transaction.session();
  // The first writer makes the one row; the others find it.
  session << "INSERT INTO \"NOTIFICATION_SEQUENCE\" (\"NNI_ID\", \"NEXT_EVENT_ID\") SELECT 1, 1 "
             "WHERE NOT EXISTS (SELECT 1 FROM \"NOTIFICATION_SEQUENCE\") ON CONFLICT DO NOTHING";
  int64_t id = next_event_id(transaction);
  session << "UPDATE \"NOTIFICATION_SEQUENCE\" SET \"NEXT_EVENT_ID\" = \"NEXT_EVENT_ID\" + 1";
  std::vector<std::string_view> columns = {"NL_ID",   "EVENT_ID", "EVENT_TIME", "EVENT_TYPE",
                                           "DB_NAME", "TBL_NAME", "MESSAGE",    "MESSAGE_FORMAT"};
  std::vector<BulkInsert::Value> values = {take_ids(transaction, kEventIds, 1),
                                           id,
                                           draft.time_seconds,
                                           draft.type,
                                           text_or_null(to_lower(draft.database)),
                                           text_or_null(to_lower(draft.table)),
                                           draft.message,
                                           draft.format};
  if (transaction.level() != SchemaLevel::hive_2_3) {
    columns.push_back("CAT_NAME");
    values.push_back(std::string("hive"));
  }
  BulkInsert insert(session, "NOTIFICATION_LOG", columns);
  insert.add(std::move(values));
  insert.flush();
  return id;
}

class SqlEvents final : public EventStore {
 public:
  explicit SqlEvents(StoreCalls& calls) : calls_(calls) {}

  Result<int64_t> last_event_id() override {
    return calls_.reading<int64_t>(
        [](Transaction& transaction) -> Result<int64_t> { return next_event_id(transaction) - 1; });
  }

  Result<std::vector<Event>> list_events(int64_t after_id, int64_t count_max) override {
    return calls_.reading<std::vector<Event>>([&](Transaction& transaction) -> Result<std::vector<Event>> {
      std::vector<Event> found;
      Event event;
      Rows rows(transaction.session(),
                "SELECT \"EVENT_ID\", \"EVENT_TIME\", \"EVENT_TYPE\", COALESCE(\"DB_NAME\", ''), "
                "COALESCE(\"TBL_NAME\", ''), COALESCE(\"MESSAGE\", ''), COALESCE(\"MESSAGE_FORMAT\", '') "
                "FROM \"NOTIFICATION_LOG\" WHERE \"EVENT_ID\" > :after ORDER BY \"EVENT_ID\" LIMIT :count",
                soci::into(event.id), soci::into(event.time_seconds), soci::into(event.type),
                soci::into(event.database), soci::into(event.table), soci::into(event.message),
                soci::into(event.format), soci::use(after_id), soci::use(count_max));
      while (rows.next()) found.push_back(event);
      return found;
    });
  }

  Result<int64_t> count_events(int64_t after_id, std::string_view database) override {
    return calls_.reading<int64_t>([&](Transaction& transaction) -> Result<int64_t> {
      int64_t count = 0;
      std::string name = to_lower(database);
      if (name.empty()) {
        transaction.session() << "SELECT COUNT(*) FROM \"NOTIFICATION_LOG\" WHERE \"EVENT_ID\" > :after",
            soci::into(count), soci::use(after_id);
      } else {
        transaction.session()
            << "SELECT COUNT(*) FROM \"NOTIFICATION_LOG\" WHERE \"EVENT_ID\" > :after AND \"DB_NAME\" = :name",
            soci::into(count), soci::use(after_id), soci::use(name);
      }
      return count;
    });
  }

  Result<int64_t> add_event(const Event& draft) override {
    return calls_.writing<int64_t>([&](Transaction& transaction) -> Result<int64_t> {
      Event event = draft;
      if (event.time_seconds == 0) event.time_seconds = std::time(nullptr);
      int64_t oldest = event.time_seconds - kEventLifeSeconds;
      transaction.session() << "DELETE FROM \"NOTIFICATION_LOG\" WHERE \"EVENT_TIME\" < :oldest", soci::use(oldest);
      return insert_event(transaction, event);
    });
  }

 private:
  StoreCalls& calls_;
};

}  // namespace

std::unique_ptr<EventStore> make_sql_events(StoreCalls& calls) { return std::make_unique<SqlEvents>(calls); }

}  // namespace skep::metastore::sql
