#pragma once

#include "metastore/conformance_fixture.h"

/// What every Metastore promises of its constraints, roles, privileges and events.
namespace skep::metastore {

// ---- constraints

namespace {

Constraint primary_key_of(const std::string& table, const std::string& column) {
  Constraint key;
  key.name = "PK_" + table;
  key.table = {"shop", table};
  key.columns = {column};
  key.enabled = true;
  key.relied_on = true;
  return key;
}

Constraint reference_to_orders() {
  Constraint key;
  key.kind = ConstraintKind::foreign_key;
  key.name = "to_orders";
  key.table = {"shop", "visits"};
  key.columns = {"id"};
  key.parent = {"Shop", "Orders"};
  key.parent_columns = {"ID"};
  key.delete_rule = 2;
  return key;
}

std::vector<std::string> constraint_names(const Result<std::vector<Constraint>>& constraints) {
  std::vector<std::string> names;
  if (!constraints) return {constraints.error().message};
  for (const auto& each : *constraints) names.push_back(each.name);
  return names;
}

}  // namespace

TEST_P(MetastoreConformance, KeepsKeysAndWhatRefersToThem) {
  created(orders());
  created(visits());
  auto& constraints = store->constraints();

  ASSERT_TRUE(constraints.add_constraints({primary_key_of("orders", "ID"), reference_to_orders()}));

  auto of_orders = constraints.list_constraints({"SHOP", "orders"});
  ASSERT_EQ(constraint_names(of_orders), std::vector<std::string>{"pk_orders"});
  Constraint key = primary_key_of("orders", "id");
  key.name = "pk_orders";
  EXPECT_EQ((*of_orders)[0], key);
  auto of_visits = constraints.list_constraints({"shop", "visits"});
  ASSERT_EQ(constraint_names(of_visits), std::vector<std::string>{"to_orders"});
  Constraint reference = reference_to_orders();
  reference.parent = {"shop", "orders"};
  reference.parent_columns = {"id"};
  EXPECT_EQ((*of_visits)[0], reference);
  EXPECT_EQ(*constraints.list_references({"shop", "orders"}), *of_visits);
  ASSERT_TRUE(constraints.drop_constraint({"shop", "visits"}, "TO_ORDERS"));
  EXPECT_TRUE(constraints.list_references({"shop", "orders"})->empty());
  EXPECT_EQ(constraints.drop_constraint({"shop", "visits"}, "to_orders").error().code, ErrorCode::not_found);
}

TEST_P(MetastoreConformance, RefusesConstraintsThatCannotBe) {
  created(orders());
  created(visits());
  auto& constraints = store->constraints();
  auto code_of = [&](const Constraint& draft) { return constraints.add_constraints({draft}).error().code; };
  EXPECT_EQ(code_of(primary_key_of("orders", "nothing")), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of(primary_key_of("nowhere", "id")), ErrorCode::not_found);
  EXPECT_EQ(code_of(reference_to_orders()), ErrorCode::invalid_argument) << "the columns are no key";
  ASSERT_TRUE(constraints.add_constraints({primary_key_of("orders", "id")}));
  Constraint second = primary_key_of("orders", "amount");
  second.name = "";
  EXPECT_EQ(code_of(second), ErrorCode::already_exists);
  second.kind = ConstraintKind::unique;

  EXPECT_FALSE(constraints.add_constraints({second, primary_key_of("orders", "id")}));
  EXPECT_EQ(constraint_names(constraints.list_constraints({"shop", "orders"})), std::vector<std::string>{"pk_orders"})
      << "all or none";
}

TEST_P(MetastoreConformance, ConstraintsComeWithATableAndFollowItsColumns) {
  Table draft = orders();
  Constraint key = primary_key_of("orders", "amount");
  Constraint not_null = primary_key_of("orders", "id");
  not_null.kind = ConstraintKind::not_null;
  not_null.name = "id_is_there";
  draft.constraints = {key, not_null};
  Table table = created(draft);
  EXPECT_TRUE(table.constraints.empty());
  TableChange change{table};
  change.changed.name.table = "renamed";
  change.changed.columns = {{"extra", "int", ""}, {"id", "bigint", ""}, {"amount", "decimal(10,2)", ""}};

  ASSERT_TRUE(store->alter_table(table.name, change));

  auto kept = store->constraints().list_constraints({"shop", "renamed"});
  ASSERT_EQ(constraint_names(kept), (std::vector<std::string>{"pk_orders", "id_is_there"}));
  EXPECT_THAT((*kept)[0].columns, ElementsAre("amount"));
  EXPECT_THAT((*kept)[1].columns, ElementsAre("id"));
  change.changed.columns = {{"id", "bigint", ""}};
  ASSERT_TRUE(store->alter_table({"shop", "renamed"}, change));
  EXPECT_EQ(constraint_names(store->constraints().list_constraints({"shop", "renamed"})),
            std::vector<std::string>{"id_is_there"});
}

TEST_P(MetastoreConformance, DroppingATableDropsWhatRefersToIt) {
  created(orders());
  created(visits());
  ASSERT_TRUE(store->constraints().add_constraints({primary_key_of("orders", "id"), reference_to_orders()}));

  ASSERT_TRUE(store->drop_table({"shop", "orders"}));

  EXPECT_TRUE(store->constraints().list_constraints({"shop", "visits"})->empty());
  EXPECT_EQ(store->constraints().list_constraints({"shop", "orders"}).error().code, ErrorCode::not_found);
}

TEST_P(MetastoreConformance, CreatesNoTableWithAWrongConstraint) {
  Table draft = orders();
  draft.constraints = {primary_key_of("orders", "nothing")};

  EXPECT_EQ(store->create_table(draft, {}, "").error().code, ErrorCode::invalid_argument);
  EXPECT_TRUE(store->list_tables("shop", "")->empty());
}

// ---- roles and privileges

namespace {

Privilege privilege_on(const PrivilegeObject& object, const std::string& name, const Grantee& to) {
  Privilege privilege;
  privilege.object = object;
  privilege.privilege = name;
  privilege.to = to;
  privilege.by = {"root", "USER"};
  privilege.since_seconds = 77;
  privilege.may_grant = true;
  return privilege;
}

std::vector<std::string> role_names(Metastore& store) {
  std::vector<std::string> names;
  auto roles = store.privileges().list_roles();
  if (!roles) return {roles.error().message};
  for (const auto& role : *roles) names.push_back(role.name);
  return names;
}

}  // namespace

TEST_P(MetastoreConformance, KeepsRolesAndWhoHasThem) {
  auto& privileges = store->privileges();
  ASSERT_TRUE(privileges.create_role({"Readers", "root"}));
  ASSERT_TRUE(privileges.create_role({"writers", "root"}));
  EXPECT_EQ(privileges.create_role({"READERS", "x"}).error().code, ErrorCode::already_exists);
  EXPECT_THAT(role_names(*store), ElementsAre("admin", "public", "readers", "writers"));
  RoleGrant grant{"readers", {"Ada", "USER"}, {"root", "USER"}, 5, true};
  RoleGrant nested{"readers", {"writers", "ROLE"}, {"root", "USER"}, 6, false};

  ASSERT_TRUE(privileges.grant_role(grant));
  ASSERT_TRUE(privileges.grant_role(nested));

  EXPECT_EQ(privileges.grant_role(grant).error().code, ErrorCode::already_exists);
  EXPECT_EQ(privileges.grant_role({"writers", {"readers", "ROLE"}, {}}).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(privileges.grant_role({"public", {"Ada", "USER"}, {}}).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(privileges.grant_role({"nobodys", {"Ada", "USER"}, {}}).error().code, ErrorCode::not_found);
  EXPECT_EQ(*privileges.list_role_grants("", Grantee{"Ada", "USER"}), std::vector<RoleGrant>{grant});
  EXPECT_EQ(*privileges.list_role_grants("readers", std::nullopt), (std::vector<RoleGrant>{grant, nested}));
  ASSERT_TRUE(privileges.revoke_role("readers", {"Ada", "USER"}, true));
  EXPECT_FALSE((*privileges.list_role_grants("", Grantee{"Ada", "USER"}))[0].may_grant);
  ASSERT_TRUE(privileges.revoke_role("readers", {"Ada", "USER"}, false));
  EXPECT_EQ(privileges.revoke_role("readers", {"Ada", "USER"}, false).error().code, ErrorCode::not_found);
  ASSERT_TRUE(privileges.drop_role("writers"));
  EXPECT_TRUE(privileges.list_role_grants("", std::nullopt)->empty());
  EXPECT_EQ(privileges.drop_role("admin").error().code, ErrorCode::invalid_argument);
  ASSERT_TRUE(privileges.grant_role({"admin", {"Ada", "USER"}, {}}));
  EXPECT_THAT(role_names(*store), ElementsAre("admin", "public", "readers"));
}

TEST_P(MetastoreConformance, KeepsPrivilegesOfEachLevel) {
  created(visits(), {visit_of("a", "1")});
  Grantee ada{"ada", "USER"}, readers{"readers", "ROLE"};
  auto& privileges = store->privileges();
  ASSERT_TRUE(privileges.create_role({"readers", "root"}));
  using enum PrivilegeLevel;
  std::vector<Privilege> all = {
      privilege_on({global, "", "", "", ""}, "ALL", ada),
      privilege_on({database, "shop", "", "", ""}, "CREATE", ada),
      privilege_on({table, "shop", "visits", "", ""}, "SELECT", readers),
      privilege_on({partition, "shop", "visits", "day=a/hour=1", ""}, "DROP", ada),
      privilege_on({table_column, "shop", "visits", "", "id"}, "SELECT", ada),
      privilege_on({partition_column, "shop", "visits", "day=a/hour=1", "id"}, "SELECT", ada)};

  ASSERT_TRUE(privileges.grant(all));

  auto of = [&](const PrivilegeQuery& query) { return *privileges.list_privileges(query); };
  EXPECT_EQ(of({{}, {}, readers}), std::vector<Privilege>{all[2]});
  EXPECT_EQ(of({{}, {}, ada}).size(), 5u + 4u) << "the owner of a table has four of it";
  EXPECT_EQ(of({database, {database, "SHOP", "", "", ""}, {}}), std::vector<Privilege>{all[1]});
  EXPECT_EQ(of({partition, {}, {}}), std::vector<Privilege>{all[3]});
  EXPECT_EQ(of({table_column, {table_column, "shop", "visits", "", "ID"}, ada}), std::vector<Privilege>{all[4]});
  EXPECT_EQ(of({partition_column, {}, {}}), std::vector<Privilege>{all[5]});
  EXPECT_EQ(privileges.grant({all[2]}).error().code, ErrorCode::already_exists);
  EXPECT_EQ(privileges.grant({privilege_on({table, "shop", "x", "", ""}, "ALL", ada)}).error().code,
            ErrorCode::not_found);
  ASSERT_TRUE(privileges.revoke({all[0], all[3]}, false));
  EXPECT_EQ(privileges.revoke({all[0]}, false).error().code, ErrorCode::not_found);
  ASSERT_TRUE(privileges.revoke({all[1]}, true));
  EXPECT_FALSE(of({database, {}, {}})[0].may_grant);
  ASSERT_TRUE(store->drop_table({"shop", "visits"}));
  EXPECT_TRUE(of({table, {}, {}}).empty());
  EXPECT_EQ(of({{}, {}, ada}).size(), 1u);
}

TEST_P(MetastoreConformance, DroppingARoleTakesItsPrivileges) {
  Grantee readers{"readers", "ROLE"};
  ASSERT_TRUE(store->privileges().create_role({"readers", "root"}));
  ASSERT_TRUE(
      store->privileges().grant({privilege_on({PrivilegeLevel::database, "shop", "", "", ""}, "SELECT", readers)}));

  ASSERT_TRUE(store->privileges().drop_role("readers"));

  EXPECT_TRUE(store->privileges().list_privileges({{}, {}, readers})->empty());
}

// ---- events

TEST_P(MetastoreConformance, CountsEventsUpAndForgetsOldOnes) {
  auto& events = store->events();
  EXPECT_EQ(*events.last_event_id(), 0);
  Event old{0, 1000, "INSERT", "Shop", "Orders", "{}", "json-0.2"};
  Event fresh{0, 1000 + kEventLifeSeconds, "INSERT", "other", "t", "{\"a\": \"ü\"}", "json-0.2"};

  EXPECT_EQ(*events.add_event(old), 1);
  EXPECT_EQ(*events.add_event(fresh), 2);

  EXPECT_EQ(*events.last_event_id(), 2);
  auto all = *events.list_events(0, 100);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0], (Event{1, 1000, "INSERT", "shop", "orders", "{}", "json-0.2"}));
  EXPECT_EQ(all[1].message, fresh.message);
  EXPECT_EQ(events.list_events(0, 1)->size(), 1u);
  EXPECT_EQ(events.list_events(1, 100)->size(), 1u);
  EXPECT_EQ(*events.count_events(0, "SHOP"), 1);
  EXPECT_EQ(*events.count_events(0, ""), 2);
  fresh.time_seconds++;
  EXPECT_EQ(*events.add_event(fresh), 3);
  EXPECT_EQ(*events.count_events(0, ""), 2) << "the first is older than a day";
}

}  // namespace skep::metastore
