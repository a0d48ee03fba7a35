#include "metastore/thrift/convert_constraints.h"

#include "base/text.h"
#include "metastore/thrift/catalog.h"
#include "metastore/thrift/convert.h"

#include <algorithm>

namespace skep::hive {
namespace {

using metastore::Constraint;
using metastore::ConstraintKind;

template <typename Struct>
void set_flags(Struct& out, const Constraint& constraint) {
  out.__set_enable_cstr(constraint.enabled);
  out.__set_validate_cstr(constraint.validated);
  out.__set_rely_cstr(constraint.relied_on);
  out.__set_catName(kCatalog);
}

template <typename Struct>
void set_place(Struct& out, const Constraint& constraint, size_t column) {
  out.__set_table_db(constraint.table.database);
  out.__set_table_name(constraint.table.table);
  if (column < constraint.columns.size()) out.__set_column_name(constraint.columns[column]);
  set_flags(out, constraint);
}

api::SQLForeignKey foreign_key(const Constraint& constraint, size_t column, const std::string& primary_key) {
  api::SQLForeignKey out;
  out.__set_pktable_db(constraint.parent.database);
  out.__set_pktable_name(constraint.parent.table);
  out.__set_pkcolumn_name(constraint.parent_columns[column]);
  out.__set_fktable_db(constraint.table.database);
  out.__set_fktable_name(constraint.table.table);
  out.__set_fkcolumn_name(constraint.columns[column]);
  out.__set_key_seq(static_cast<int32_t>(column + 1));
  out.__set_update_rule(constraint.update_rule);
  out.__set_delete_rule(constraint.delete_rule);
  out.__set_fk_name(constraint.name);
  if (!primary_key.empty()) out.__set_pk_name(primary_key);
  set_flags(out, constraint);
  return out;
}

void add(SQLAllTableConstraints& out, const Constraint& constraint, size_t column) {
  auto number = static_cast<int32_t>(column + 1);
  switch (constraint.kind) {
    case ConstraintKind::primary_key: {
      auto& key = out.primaryKeys.emplace_back();
      set_place(key, constraint, column);
      key.__set_key_seq(number);
      key.__set_pk_name(constraint.name);
      return;
    }
    case ConstraintKind::foreign_key: out.foreignKeys.push_back(foreign_key(constraint, column, "")); return;
    case ConstraintKind::unique: {
      auto& key = out.uniqueConstraints.emplace_back();
      set_place(key, constraint, column);
      key.__set_key_seq(number);
      key.__set_uk_name(constraint.name);
      return;
    }
    case ConstraintKind::not_null: {
      auto& rule = out.notNullConstraints.emplace_back();
      set_place(rule, constraint, column);
      rule.__set_nn_name(constraint.name);
      return;
    }
    case ConstraintKind::default_value: {
      auto& rule = out.defaultConstraints.emplace_back();
      set_place(rule, constraint, column);
      rule.__set_dc_name(constraint.name);
      rule.__set_default_value(constraint.expression);
      return;
    }
    case ConstraintKind::check: {
      auto& rule = out.checkConstraints.emplace_back();
      set_place(rule, constraint, column);
      rule.__set_dc_name(constraint.name);
      rule.__set_check_expression(constraint.expression);
      return;
    }
  }
}

/// Gathers structs to constraints: those of one kind and name are one, in the order of their numbers.
class Gathering {
 public:
  /// Makes room for one more column and gives its constraint.
  template <typename Struct>
  Constraint& at(ConstraintKind kind, const std::string& name, const Struct& flags) {
    // Without a name those of a key belong together; else each is its own.
    bool may_be_part =
        kind == ConstraintKind::primary_key || kind == ConstraintKind::foreign_key || kind == ConstraintKind::unique;
    for (auto& each : found_) {
      if (may_be_part && each.kind == kind && equals_ignoring_case(each.name, name)) return each;
    }
    Constraint& made = found_.emplace_back();
    made.kind = kind;
    made.name = name;
    made.enabled = flags.enable_cstr;
    made.validated = flags.validate_cstr;
    made.relied_on = flags.rely_cstr;
    return made;
  }

  template <typename Struct>
  Result<void> add(ConstraintKind kind, const std::string& name, const Struct& given,
                   const std::string& expression = "") {
    auto database = database_of(given.table_db);
    if (!database) return database.error();
    Constraint& constraint = at(kind, name, given);
    constraint.table = {*database, to_lower(given.table_name)};
    if (!given.column_name.empty()) constraint.columns.push_back(given.column_name);
    constraint.expression = expression;
    return {};
  }

  Result<void> add(const api::SQLForeignKey& given) {
    auto database = database_of(given.fktable_db);
    auto parent = database_of(given.pktable_db);
    if (!database || !parent) return (!database ? database : parent).error();
    Constraint& constraint = at(ConstraintKind::foreign_key, given.fk_name, given);
    constraint.table = {*database, to_lower(given.fktable_name)};
    constraint.parent = {*parent, to_lower(given.pktable_name)};
    constraint.columns.push_back(given.fkcolumn_name);
    constraint.parent_columns.push_back(given.pkcolumn_name);
    constraint.update_rule = given.update_rule;
    constraint.delete_rule = given.delete_rule;
    return {};
  }

  std::vector<Constraint> take() { return std::move(found_); }

 private:
  std::vector<Constraint> found_;
};

template <typename Struct>
std::vector<Struct> in_order(std::vector<Struct> columns) {
  std::stable_sort(columns.begin(), columns.end(),
                   [](const Struct& a, const Struct& b) { return a.key_seq < b.key_seq; });
  return columns;
}

}  // namespace

SQLAllTableConstraints to_hive(const std::vector<Constraint>& constraints) {
  SQLAllTableConstraints out;
  for (const auto& constraint : constraints) {
    for (size_t i = 0; i < std::max<size_t>(constraint.columns.size(), 1); i++) add(out, constraint, i);
  }
  auto& has = out.__isset;
  has.primaryKeys = has.foreignKeys = has.uniqueConstraints = true;
  has.notNullConstraints = has.defaultConstraints = has.checkConstraints = true;
  return out;
}

std::vector<api::SQLForeignKey> foreign_keys_to_hive(const std::vector<Constraint>& references,
                                                     const std::string& primary_key) {
  std::vector<api::SQLForeignKey> out;
  for (const auto& constraint : references) {
    for (size_t i = 0; i < constraint.columns.size(); i++) out.push_back(foreign_key(constraint, i, primary_key));
  }
  return out;
}

Result<std::vector<Constraint>> from_hive(const SQLAllTableConstraints& given) {
  Gathering gathering;
  for (const auto& key : in_order(given.primaryKeys)) {
    if (auto added = gathering.add(ConstraintKind::primary_key, key.pk_name, key); !added) return added.error();
  }
  for (const auto& key : in_order(given.uniqueConstraints)) {
    if (auto added = gathering.add(ConstraintKind::unique, key.uk_name, key); !added) return added.error();
  }
  for (const auto& rule : given.notNullConstraints) {
    if (auto added = gathering.add(ConstraintKind::not_null, rule.nn_name, rule); !added) return added.error();
  }
  for (const auto& rule : given.defaultConstraints) {
    auto added = gathering.add(ConstraintKind::default_value, rule.dc_name, rule, rule.default_value);
    if (!added) return added.error();
  }
  for (const auto& rule : given.checkConstraints) {
    auto added = gathering.add(ConstraintKind::check, rule.dc_name, rule, rule.check_expression);
    if (!added) return added.error();
  }
  for (const auto& key : in_order(given.foreignKeys)) {
    if (auto added = gathering.add(key); !added) return added.error();
  }
  return gathering.take();
}

}  // namespace skep::hive
