#include "base/text.h"
#include "metastore/constraint_rules.h"
#include "metastore/sql/constraint_rows.h"
#include "metastore/sql/store_calls.h"

namespace skep::metastore::sql {
namespace {

class SqlConstraints final : public ConstraintStore {
 public:
  explicit SqlConstraints(StoreCalls& calls) : calls_(calls) {}

  Result<std::vector<Constraint>> list_constraints(const TableName& table) override {
    return of_table(table, load_constraints);
  }
  Result<std::vector<Constraint>> list_references(const TableName& parent) override {
    return of_table(parent, load_references);
  }

  Result<void> add_constraints(const std::vector<Constraint>& drafts) override {
    return calls_.changing([&](Transaction& transaction) -> Result<void> {
      for (const auto& draft : drafts) {
        auto row = find_table(transaction, draft.table);
        if (!row) return row.error();
        if (auto inserted = insert_constraint(transaction, *row, draft); !inserted) return inserted;
      }
      return {};
    });
  }

  Result<void> drop_constraint(const TableName& table, std::string_view name) override {
    return calls_.changing([&](Transaction& transaction) -> Result<void> {
      auto row = find_table(transaction, table);
      if (!row) return row.error();
      bool is_dropped = delete_constraint(transaction, row->table.id, to_lower(name));
      return is_dropped ? Result<void>() : no_such_constraint(row->table.name, name);
    });
  }

 private:
  Result<std::vector<Constraint>> of_table(const TableName& name,
                                           std::vector<Constraint> (*load)(Transaction&, TableId)) {
    using Found = std::vector<Constraint>;
    return calls_.reading<Found>([&](Transaction& transaction) -> Result<Found> {
      auto row = find_table(transaction, name);
      if (!row) return row.error();
      return load(transaction, row->table.id);
    });
  }

  StoreCalls& calls_;
};

}  // namespace

std::unique_ptr<ConstraintStore> make_sql_constraints(StoreCalls& calls) {
  return std::make_unique<SqlConstraints>(calls);
}

}  // namespace skep::metastore::sql
