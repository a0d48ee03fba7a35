#include "metastore/sql/constraint_rows.h"

#include "base/text.h"
#include "metastore/constraint_rules.h"
#include "metastore/rules.h"
#include "metastore/sql/bulk_insert.h"
#include "metastore/sql/database_rows.h"
#include "metastore/sql/rows.h"

#include <algorithm>
#include <optional>

namespace skep::metastore::sql {
namespace {

/// Hive's numbers in CONSTRAINT_TYPE, which are ours in their order.
int64_t to_hive(ConstraintKind kind) { return static_cast<int64_t>(kind); }

int64_t flags_of(const Constraint& constraint) {
  return (constraint.enabled ? 4 : 0) + (constraint.validated ? 2 : 0) + (constraint.relied_on ? 1 : 0);
}

bool has_expressions(const Transaction& transaction) { return transaction.level() != SchemaLevel::hive_2_3; }

/// Reads a row for each column; `condition` has one parameter, a table's id.
std::vector<Constraint> load_where(Transaction& transaction, std::string_view condition, TableId id) {
  std::vector<Constraint> found;
  Constraint row;
  std::string parent_column, child_column;
  TableName parent, child;
  int64_t kind = 0, flags = 0;
  Rows rows(
      transaction.session(),
      fmt::format("SELECT c.\"CONSTRAINT_NAME\", c.\"CONSTRAINT_TYPE\", COALESCE(c.\"UPDATE_RULE\", 0), "
                  "COALESCE(c.\"DELETE_RULE\", 0), c.\"ENABLE_VALIDATE_RELY\", {}, pd.\"NAME\", pt.\"TBL_NAME\", "
                  "COALESCE(pc.\"COLUMN_NAME\", pk.\"PKEY_NAME\", ''), COALESCE(cd.\"NAME\", ''), "
                  "COALESCE(ct.\"TBL_NAME\", ''), COALESCE(cc.\"COLUMN_NAME\", ck.\"PKEY_NAME\", '') "
                  "FROM \"KEY_CONSTRAINTS\" c JOIN \"TBLS\" pt ON pt.\"TBL_ID\" = c.\"PARENT_TBL_ID\" "
                  "JOIN \"DBS\" pd ON pd.\"DB_ID\" = pt.\"DB_ID\" "
                  "LEFT JOIN \"COLUMNS_V2\" pc ON pc.\"CD_ID\" = c.\"PARENT_CD_ID\" "
                  "AND pc.\"INTEGER_IDX\" = c.\"PARENT_INTEGER_IDX\" "
                  "LEFT JOIN \"PARTITION_KEYS\" pk ON c.\"PARENT_CD_ID\" IS NULL AND pk.\"TBL_ID\" = pt.\"TBL_ID\" "
                  "AND pk.\"INTEGER_IDX\" = c.\"PARENT_INTEGER_IDX\" "
                  "LEFT JOIN \"TBLS\" ct ON ct.\"TBL_ID\" = c.\"CHILD_TBL_ID\" "
                  "LEFT JOIN \"DBS\" cd ON cd.\"DB_ID\" = ct.\"DB_ID\" "
                  "LEFT JOIN \"COLUMNS_V2\" cc ON cc.\"CD_ID\" = c.\"CHILD_CD_ID\" "
                  "AND cc.\"INTEGER_IDX\" = c.\"CHILD_INTEGER_IDX\" "
                  "LEFT JOIN \"PARTITION_KEYS\" ck ON c.\"CHILD_CD_ID\" IS NULL AND ck.\"TBL_ID\" = ct.\"TBL_ID\" "
                  "AND ck.\"INTEGER_IDX\" = c.\"CHILD_INTEGER_IDX\" "
                  "WHERE {} ORDER BY c.\"CONSTRAINT_TYPE\", c.\"CONSTRAINT_NAME\", c.\"POSITION\"",
                  has_expressions(transaction) ? "COALESCE(c.\"DEFAULT_VALUE\", '')" : "''", condition),
      soci::into(row.name), soci::into(kind), soci::into(row.update_rule), soci::into(row.delete_rule),
      soci::into(flags), soci::into(row.expression), soci::into(parent.database), soci::into(parent.table),
      soci::into(parent_column), soci::into(child.database), soci::into(child.table), soci::into(child_column),
      soci::use(id.value));
  while (rows.next()) {
    bool is_next = found.empty() || found.back().name != row.name;
    if (is_next) {
      row.kind = static_cast<ConstraintKind>(kind);
      row.enabled = (flags & 4) != 0;
      row.validated = (flags & 2) != 0;
      row.relied_on = (flags & 1) != 0;
      row.table = row.kind == ConstraintKind::foreign_key ? child : parent;
      row.parent = row.kind == ConstraintKind::foreign_key ? parent : TableName();
      found.push_back(row);
    }
    bool refers = found.back().kind == ConstraintKind::foreign_key;
    const auto& column = refers ? child_column : parent_column;
    if (!column.empty()) found.back().columns.push_back(column);
    if (refers) found.back().parent_columns.push_back(parent_column);
  }
  return found;
}

/// Where a column stands: in COLUMNS_V2 by a CD_ID, or, without one, in PARTITION_KEYS.
struct ColumnPlace {
  BulkInsert::Value columns_id;
  int64_t position = -1;
};

ColumnPlace place_of(const TableRow& row, const std::string& column) {
  auto position_in = [&](const std::vector<Column>& columns) {
    auto found = std::find_if(columns.begin(), columns.end(), [&](const Column& each) { return each.name == column; });
    return found == columns.end() ? int64_t{-1} : found - columns.begin();
  };
  int64_t position = position_in(row.table.columns);
  if (position >= 0) return {row.columns_id, position};
  return {std::monostate(), position_in(row.table.partition_columns)};
}

Result<void> check_place(const Transaction& transaction, const Constraint& draft, const ColumnPlace& parent) {
  if (has_expressions(transaction)) return {};
  if (draft.kind == ConstraintKind::default_value || draft.kind == ConstraintKind::check) {
    return make_error(ErrorCode::unsupported, "Hive's schema 2.3 keeps no default values and no checks: {}",
                      draft.name);
  }
  if (!std::holds_alternative<std::monostate>(parent.columns_id)) return {};
  return make_error(ErrorCode::unsupported, "Hive's schema 2.3 keeps no constraints of partition columns: {}",
                    draft.name);
}

Result<void> insert_rows(Transaction& transaction, const TableRow& row, const std::optional<TableRow>& parent,
                         const Constraint& draft) {
  std::vector<std::string_view> names = {
      "CONSTRAINT_NAME",    "CONSTRAINT_TYPE", "POSITION",    "ENABLE_VALIDATE_RELY", "PARENT_TBL_ID", "PARENT_CD_ID",
      "PARENT_INTEGER_IDX", "CHILD_TBL_ID",    "CHILD_CD_ID", "CHILD_INTEGER_IDX",    "UPDATE_RULE",   "DELETE_RULE"};
  if (has_expressions(transaction)) names.push_back("DEFAULT_VALUE");
  BulkInsert insert(transaction.session(), "KEY_CONSTRAINTS", names);
  for (size_t i = 0; i < std::max<size_t>(draft.columns.size(), 1); i++) {
    ColumnPlace own = draft.columns.empty() ? ColumnPlace() : place_of(row, draft.columns[i]);
    ColumnPlace referred = parent ? place_of(*parent, draft.parent_columns[i]) : own;
    if (auto checked = check_place(transaction, draft, referred); !checked) return checked;
    std::vector<BulkInsert::Value> values = {draft.name,
                                             to_hive(draft.kind),
                                             static_cast<int64_t>(i + 1),
                                             flags_of(draft),
                                             parent ? parent->table.id.value : row.table.id.value,
                                             referred.columns_id,
                                             referred.position};
    if (parent) {
      values.insert(values.end(), {row.table.id.value, own.columns_id, own.position, int64_t{draft.update_rule},
                                   int64_t{draft.delete_rule}});
    } else {
      values.resize(names.size() - (has_expressions(transaction) ? 1 : 0));
    }
    if (has_expressions(transaction)) values.push_back(text_or_null(draft.expression));
    insert.add(std::move(values));
  }
  try {
    insert.flush();
  } catch (const soci::soci_error& failure) {
    if (transaction.dialect().is_unique_violation(failure)) return constraint_exists(draft.name);
    throw;
  }
  return {};
}

}  // namespace

std::vector<Constraint> load_constraints(Transaction& transaction, TableId table) {
  return load_where(transaction,
                    "CASE WHEN c.\"CONSTRAINT_TYPE\" = 1 THEN c.\"CHILD_TBL_ID\" ELSE c.\"PARENT_TBL_ID\" END = :id",
                    table);
}

std::vector<Constraint> load_references(Transaction& transaction, TableId parent) {
  return load_where(transaction, "c.\"CONSTRAINT_TYPE\" = 1 AND c.\"PARENT_TBL_ID\" = :id", parent);
}

Result<void> insert_constraint(Transaction& transaction, const TableRow& row, const Constraint& draft) {
  std::optional<TableRow> parent;
  if (draft.kind == ConstraintKind::foreign_key) {
    auto loaded = load_table(transaction, {to_lower(draft.parent.database), to_lower(draft.parent.table)});
    if (!loaded) return loaded.error();
    parent = *std::move(loaded);
  }
  auto constraint = prepared(draft, row.table, parent ? &parent->table : nullptr);
  if (!constraint) return constraint.error();
  auto there = load_constraints(transaction, row.table.id);
  if (auto checked = check_constraint(*constraint, there); !checked) return checked;
  if (parent) {
    auto checked = check_reference(*constraint, load_constraints(transaction, parent->table.id));
    if (!checked) return checked;
  }
  return insert_rows(transaction, row, parent, *constraint);
}

bool delete_constraint(Transaction& transaction, TableId table, const std::string& name) {
  auto there = load_constraints(transaction, table);
  bool is_there = std::any_of(there.begin(), there.end(), [&](const Constraint& each) { return each.name == name; });
  if (!is_there) return false;
  transaction.session() << "DELETE FROM \"KEY_CONSTRAINTS\" WHERE \"CONSTRAINT_NAME\" = :name AND "
                           "CASE WHEN \"CONSTRAINT_TYPE\" = 1 THEN \"CHILD_TBL_ID\" ELSE \"PARENT_TBL_ID\" END = :id",
      soci::use(name), soci::use(table.value);
  return true;
}

void move_constraints(Transaction& transaction, const TableRow& before, const std::vector<Column>& after,
                      int64_t columns_id) {
  auto& session = transaction.session();
  int count = 0;
  session << "SELECT COUNT(*) FROM \"KEY_CONSTRAINTS\" WHERE \"PARENT_CD_ID\" = :old OR \"CHILD_CD_ID\" = :same",
      soci::into(count), soci::use(before.columns_id), soci::use(before.columns_id);
  if (count == 0) return;
  // By their new place shifted out of the way first, since old and new places overlap.
  constexpr int64_t kAside = 1'000'000;
  for (std::string_view side : {"PARENT", "CHILD"}) {
    int64_t position = 0;
    for (const auto& column : before.table.columns) {
      auto name = column_after(column.name, before.table.columns, after);
      auto found = std::find_if(after.begin(), after.end(), [&](const Column& each) { return each.name == name; });
      int64_t new_position = kAside + (found - after.begin());
      if (found == after.end()) {
        session << fmt::format(
            "DELETE FROM \"KEY_CONSTRAINTS\" WHERE \"CONSTRAINT_NAME\" IN (SELECT \"CONSTRAINT_NAME\" FROM "
            "\"KEY_CONSTRAINTS\" WHERE \"{0}_CD_ID\" = :columns AND \"{0}_INTEGER_IDX\" = :position)",
            side),
            soci::use(before.columns_id), soci::use(position);
      } else {
        session << fmt::format(
            "UPDATE \"KEY_CONSTRAINTS\" SET \"{0}_CD_ID\" = :new_columns, \"{0}_INTEGER_IDX\" = :new_position "
            "WHERE \"{0}_CD_ID\" = :columns AND \"{0}_INTEGER_IDX\" = :position",
            side),
            soci::use(columns_id), soci::use(new_position), soci::use(before.columns_id), soci::use(position);
      }
      position++;
    }
    session << fmt::format(
        "UPDATE \"KEY_CONSTRAINTS\" SET \"{0}_INTEGER_IDX\" = \"{0}_INTEGER_IDX\" - :aside "
        "WHERE \"{0}_CD_ID\" = :columns AND \"{0}_INTEGER_IDX\" >= :least",
        side),
        soci::use(kAside), soci::use(columns_id), soci::use(kAside);
  }
}

}  // namespace skep::metastore::sql
