#include "syntax/print_clauses.h"
#include "syntax/string_literals.h"

#include <fmt/format.h>

namespace skep::syntax {
namespace {

/// Prints ALTER and what else changes a table as a whole.
class Printer {
 public:
  explicit Printer(SqlPrinter& out) : out_(out) {}

  template <typename Node>
  bool print(const Node&) {
    return false;
  }

  bool print(const SetDatabaseProperties& set) {
    name("ALTER DATABASE ", set.database);
    print_clause(out_, "SET DBPROPERTIES", set.properties);
    return true;
  }
  bool print(const UnsetDatabaseProperties& unset) {
    name("ALTER DATABASE ", unset.database);
    print_keys(out_, "UNSET DBPROPERTIES", unset.keys);
    return true;
  }
  bool print(const SetDatabaseLocation& set) {
    name("ALTER DATABASE ", set.database);
    out_.write(" SET LOCATION " + quote_string(set.location));
    return true;
  }
  bool print(const CommentOn& comment) {
    name(comment.is_database ? "COMMENT ON DATABASE " : "COMMENT ON TABLE ", comment.name);
    out_.write(" IS " + quote_string(comment.comment));
    return true;
  }
  bool print(const RenameTable& rename) {
    name(rename.is_view ? "ALTER VIEW " : "ALTER TABLE ", rename.from);
    name(" RENAME TO ", rename.to);
    return true;
  }
  bool print(const SetTableProperties& set) {
    name(set.is_view ? "ALTER VIEW " : "ALTER TABLE ", set.table);
    print_clause(out_, "SET TBLPROPERTIES", set.properties);
    return true;
  }
  bool print(const UnsetTableProperties& unset) {
    name(unset.is_view ? "ALTER VIEW " : "ALTER TABLE ", unset.table);
    print_keys(out_, unset.if_exists ? "UNSET TBLPROPERTIES IF EXISTS" : "UNSET TBLPROPERTIES", unset.keys);
    return true;
  }
  bool print(const SetSerde& set) {
    table(set.table);
    print_partition(out_, set.partition);
    print_clause(out_, "SET SERDE", set.serde);
    print_clause(out_, set.serde.empty() ? "SET SERDEPROPERTIES" : "WITH SERDEPROPERTIES", set.properties);
    return true;
  }
  bool print(const SetLocation& set) {
    table(set.table);
    print_partition(out_, set.partition);
    out_.write(" SET LOCATION " + quote_string(set.location));
    return true;
  }
  bool print(const AddColumns& add) {
    table(add.table);
    out_.write(add.replaces ? " REPLACE COLUMNS " : " ADD COLUMNS ");
    print_columns(out_, add.columns);
    return true;
  }
  bool print(const DropColumns& drop) {
    table(drop.table);
    out_.write(drop.if_exists ? " DROP COLUMNS IF EXISTS (" : " DROP COLUMNS (");
    for (size_t i = 0; i < drop.columns.size(); i++) name(i == 0 ? "" : ", ", drop.columns[i]);
    out_.write(")");
    return true;
  }
  bool print(const RenameColumn& rename) {
    table(rename.table);
    name(" RENAME COLUMN ", rename.column);
    out_.write(" TO " + quote_name_where_needed(rename.name));
    return true;
  }
  bool print(const AlterColumns& alter) {
    table(alter.table);
    for (size_t i = 0; i < alter.changes.size(); i++) {
      name(i == 0 ? " ALTER COLUMN " : ", ", alter.changes[i].column);
      change(alter.changes[i]);
    }
    return true;
  }
  bool print(const ChangeColumn& change) {
    table(change.table);
    print_partition(out_, change.partition);
    name(" CHANGE COLUMN ", change.column);
    out_.write(" ");
    print_column(out_, change.changed);
    return true;
  }
  bool print(const AddPartitions& add) {
    table(add.table);
    out_.write(add.if_not_exists ? " ADD IF NOT EXISTS" : " ADD");
    for (const auto& [spec, location] : add.partitions) {
      print_partition(out_, spec);
      print_clause(out_, "LOCATION", location);
    }
    return true;
  }
  bool print(const DropPartitions& drop) {
    table(drop.table);
    out_.write(drop.if_exists ? " DROP IF EXISTS" : " DROP");
    for (size_t i = 0; i < drop.partitions.size(); i++) {
      if (i > 0) out_.write(",");
      print_partition(out_, drop.partitions[i]);
    }
    if (drop.purge) out_.write(" PURGE");
    return true;
  }
  bool print(const RenamePartition& rename) {
    table(rename.table);
    print_partition(out_, rename.from);
    out_.write(" RENAME TO");
    print_partition(out_, rename.to);
    return true;
  }
  bool print(const RepairTable& repair) {
    if (repair.is_alter) {
      table(repair.table);
      out_.write(" RECOVER PARTITIONS");
      return true;
    }
    name("MSCK REPAIR TABLE ", repair.table);
    if (repair.drops) out_.write(repair.adds ? " SYNC PARTITIONS" : " DROP PARTITIONS");
    return true;
  }
  bool print(const AlterClustering& alter) {
    table(alter.table);
    out_.write(" CLUSTER BY ");
    alter.columns.empty() ? out_.write("NONE") : out_.print_names(alter.columns);
    return true;
  }
  bool print(const AnalyzeTable& analyze) {
    name("ANALYZE TABLE ", analyze.table);
    print_partition(out_, analyze.partition);
    out_.write(" COMPUTE STATISTICS");
    if (analyze.no_scan) out_.write(" NOSCAN");
    if (analyze.all_columns) out_.write(" FOR ALL COLUMNS");
    for (size_t i = 0; i < analyze.columns.size(); i++) {
      out_.write((i == 0 ? " FOR COLUMNS " : ", ") + quote_name_where_needed(analyze.columns[i]));
    }
    return true;
  }
  bool print(const AnalyzeTables& analyze) {
    out_.write("ANALYZE TABLES");
    if (analyze.database) name(" IN ", *analyze.database);
    out_.write(analyze.no_scan ? " COMPUTE STATISTICS NOSCAN" : " COMPUTE STATISTICS");
    return true;
  }
  bool print(const Truncate& truncate) {
    name("TRUNCATE TABLE ", truncate.table);
    print_partition(out_, truncate.partition);
    return true;
  }
  bool print(const LoadData& load) {
    out_.write(load.local ? "LOAD DATA LOCAL INPATH " : "LOAD DATA INPATH ");
    out_.write(quote_string(load.path));
    name(load.overwrite ? " OVERWRITE INTO TABLE " : " INTO TABLE ", load.table);
    print_partition(out_, load.partition);
    return true;
  }

 private:
  void name(std::string_view before, const Name& name) {
    out_.write(before);
    out_.print_name(name.parts);
  }
  void table(const Name& table) { name("ALTER TABLE ", table); }

  void change(const ColumnChange& change) {
    if (change.type) out_.write(" TYPE " + change.type->to_sql());
    if (change.comment) out_.write(" COMMENT " + quote_string(*change.comment));
    if (change.not_null) out_.write(*change.not_null ? " SET NOT NULL" : " DROP NOT NULL");
    if (change.default_text)
      out_.write(change.default_text->empty() ? " DROP DEFAULT" : " SET DEFAULT " + *change.default_text);
    if (change.is_placed) out_.write(" FIRST");
  }

  SqlPrinter& out_;
};

}  // namespace

bool print_alteration(SqlPrinter& printer, const Statement& statement) {
  Printer alterations(printer);
  return std::visit([&](const auto& node) { return alterations.print(node); }, statement.node);
}

}  // namespace skep::syntax
