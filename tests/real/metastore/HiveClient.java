import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.metastore.HiveMetaStoreClient;
import org.apache.hadoop.hive.metastore.IMetaStoreClient;
import org.apache.hadoop.hive.metastore.api.*;
import org.apache.hadoop.hive.metastore.conf.MetastoreConf;

/** Hive's own client library finds what it wrote: `HiveClient.java PORT WAREHOUSE SCHEMA`. Ends with 0 when it did. */
public class HiveClient {
  static IMetaStoreClient client;
  static String warehouse;
  static boolean keepsExpressions;

  public static void main(String[] arguments) throws Exception {
    Configuration settings = MetastoreConf.newMetastoreConf();
    settings.set("metastore.thrift.uris", "thrift://127.0.0.1:" + arguments[0]);
    client = new HiveMetaStoreClient(settings);
    warehouse = arguments[1];
    keepsExpressions = !arguments[2].equals("2.3");
    databases();
    tablesAndPartitions();
    constraints();
    roles();
    privileges();
    notifications();
    settings();
    statistics();
    client.dropDatabase("hc", true, true, true);
    same("databases at the end", client.getAllDatabases().contains("hc"), false);
    client.close();
    System.out.println("ok");
  }

  static void same(String what, Object found, Object wanted) {
    if (!Objects.equals(found, wanted)) throw new AssertionError(what + ": " + found + " instead of " + wanted);
  }

  interface Step {
    void run() throws Exception;
  }

  static void fails(String what, Class<?> kind, Step step) {
    try {
      step.run();
    } catch (Exception failure) {
      if (kind.isInstance(failure)) return;
      throw new AssertionError(what + " failed with " + failure);
    }
    throw new AssertionError(what + " did not fail");
  }

  static Table table(String name, boolean partitioned) {
    SerDeInfo serde = new SerDeInfo(null, "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe", new HashMap<>());
    List<FieldSchema> columns = Arrays.asList(new FieldSchema("id", "bigint", "key"), new FieldSchema("v", "string", null));
    StorageDescriptor storage = new StorageDescriptor(columns, warehouse + "/hc.db/" + name,
        "org.apache.hadoop.mapred.TextInputFormat", "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat", false, -1,
        serde, Collections.emptyList(), Collections.emptyList(), new HashMap<>());
    List<FieldSchema> keys = partitioned ? Arrays.asList(new FieldSchema("dt", "string", null)) : Collections.emptyList();
    HashMap<String, String> parameters = new HashMap<>();
    parameters.put("EXTERNAL", "TRUE");
    parameters.put("a", "b");
    return new Table(name, "hc", "root", 0, 0, 0, storage, keys, parameters, null, null, "EXTERNAL_TABLE");
  }

  static void databases() throws Exception {
    client.createDatabase(new Database("hc", "of the client", warehouse + "/hc.db", new HashMap<>()));
    Database database = client.getDatabase("hc");
    same("description", database.getDescription(), "of the client");
    same("catalogs", client.getCatalogs(), Arrays.asList("hive"));
    database.setDescription("changed");
    client.alterDatabase("hc", database);
    same("changed description", client.getDatabase("hc").getDescription(), "changed");
  }

  static void tablesAndPartitions() throws Exception {
    client.createTable(table("parts", true));
    Table made = client.getTable("hc", "parts");
    same("type", made.getTableType(), "EXTERNAL_TABLE");
    same("catalog", made.getCatName(), "hive");
    StorageDescriptor storage = made.getSd().deepCopy();
    for (String day : Arrays.asList("d1", "d2", "d3")) {
      StorageDescriptor own = storage.deepCopy();
      own.setLocation(storage.getLocation() + "/dt=" + day);
      client.add_partition(new Partition(Arrays.asList(day), "hc", "parts", 0, 0, own, new HashMap<>()));
    }
    same("names", client.listPartitionNames("hc", "parts", (short) -1), Arrays.asList("dt=d1", "dt=d2", "dt=d3"));
    same("by filter", client.listPartitionsByFilter("hc", "parts", "dt > \"d1\"", (short) -1).size(), 2);
    same("by names", client.getPartitionsByNames("hc", "parts", Arrays.asList("dt=d2")).get(0).getValues(), Arrays.asList("d2"));
    same("tables", client.getTables("hc", "p*"), Arrays.asList("parts"));
    same("tables by parameter", client.listTableNamesByFilter("hc", "hive_filter_field_params__a = \"b\"", (short) -1),
        Arrays.asList("parts"));
    same("schema", client.getSchema("hc", "parts").size(), 3);
    Table changed = made.deepCopy();
    changed.getParameters().put("by", "client");
    client.alter_table("hc", "parts", changed);
    same("parameter", client.getTable("hc", "parts").getParameters().get("by"), "client");
    client.dropPartition("hc", "parts", Arrays.asList("d3"), true);
    same("left", client.listPartitionNames("hc", "parts", (short) -1).size(), 2);
    client.appendPartition("hc", "parts", Arrays.asList("d4"));
    client.appendPartition("hc", "parts", "dt=d5");
    same("appended", client.getPartition("hc", "parts", Arrays.asList("d4")).getValues(), Arrays.asList("d4"));
    client.dropPartition("hc", "parts", "dt=d4", true);
    client.dropPartition("hc", "parts", "dt=d5", true);
    same("left then", client.listPartitionNames("hc", "parts", (short) -1), Arrays.asList("dt=d1", "dt=d2"));
    client.createTable(table("short_lived", false));
    client.dropTable("hc", "short_lived");
    fails("a dropped table", NoSuchObjectException.class, () -> client.getTable("hc", "short_lived"));
  }

  static void constraints() throws Exception {
    SQLPrimaryKey key = new SQLPrimaryKey("hc", "parent", "id", 1, "parent_key", true, false, true);
    SQLNotNullConstraint present = new SQLNotNullConstraint("hive", "hc", "parent", "v", "v_present", true, true, false);
    List<SQLDefaultConstraint> defaults = Collections.emptyList();
    List<SQLCheckConstraint> checks = Collections.emptyList();
    if (keepsExpressions) {
      defaults = Arrays.asList(new SQLDefaultConstraint("hive", "hc", "parent", "v", "'x'", "v_default", true, false, false));
      checks = Arrays.asList(new SQLCheckConstraint("hive", "hc", "parent", "id", "id > 0", "id_check", true, false, false));
    }
    client.createTableWithConstraints(table("parent", false), Arrays.asList(key), Collections.emptyList(), Collections.emptyList(),
        Arrays.asList(present), defaults, checks);
    List<SQLPrimaryKey> keys = client.getPrimaryKeys(new PrimaryKeysRequest("hc", "parent"));
    same("keys", keys.size(), 1);
    same("key's column", keys.get(0).getColumn_name(), "id");
    same("key's name", keys.get(0).getPk_name(), "parent_key");
    same("key's flags", Arrays.asList(keys.get(0).isEnable_cstr(), keys.get(0).isValidate_cstr(), keys.get(0).isRely_cstr()),
        Arrays.asList(true, false, true));
    same("not null", client.getNotNullConstraints(new NotNullConstraintsRequest("hive", "hc", "parent")).get(0).getNn_name(),
        "v_present");
    if (keepsExpressions) {
      same("default", client.getDefaultConstraints(new DefaultConstraintsRequest("hive", "hc", "parent")).get(0)
          .getDefault_value(), "'x'");
      same("check", client.getCheckConstraints(new CheckConstraintsRequest("hive", "hc", "parent")).get(0)
          .getCheck_expression(), "id > 0");
    }
    client.createTable(table("child", false));
    client.addForeignKey(Arrays.asList(
        new SQLForeignKey("hc", "parent", "id", "hc", "child", "id", 1, 0, 1, "to_parent", "parent_key", true, false, false)));
    client.addUniqueConstraint(Arrays.asList(new SQLUniqueConstraint("hive", "hc", "child", "v", 1, "v_once", true, false, false)));
    client.addNotNullConstraint(Arrays.asList(new SQLNotNullConstraint("hive", "hc", "child", "v", null, true, false, false)));
    SQLForeignKey reference = client.getForeignKeys(new ForeignKeysRequest("hc", "parent", "hc", "child")).get(0);
    same("reference", Arrays.asList(reference.getFk_name(), reference.getPk_name(), reference.getPktable_name(),
        reference.getDelete_rule()), Arrays.asList("to_parent", "parent_key", "parent", 1));
    same("references", client.getForeignKeys(new ForeignKeysRequest("hc", "parent", null, null)).size(), 1);
    same("unique", client.getUniqueConstraints(new UniqueConstraintsRequest("hive", "hc", "child")).get(0).getUk_name(), "v_once");
    fails("a second key", MetaException.class,
        () -> client.addPrimaryKey(Arrays.asList(new SQLPrimaryKey("hc", "parent", "v", 1, "second", true, true, true))));
    client.dropConstraint("hc", "child", "to_parent");
    same("dropped", client.getForeignKeys(new ForeignKeysRequest("hc", "parent", "hc", "child")).size(), 0);
    fails("dropping it again", NoSuchObjectException.class, () -> client.dropConstraint("hc", "child", "to_parent"));
  }

  static void roles() throws Exception {
    same("created", client.create_role(new Role("readers", 0, "root")), true);
    same("names", client.listRoleNames(), Arrays.asList("admin", "public", "readers"));
    same("granted", client.grant_role("readers", "ada", PrincipalType.USER, "root", PrincipalType.USER, true), true);
    same("roles", client.list_roles("ada", PrincipalType.USER).size(), 2);
    GetPrincipalsInRoleRequest members = new GetPrincipalsInRoleRequest("readers");
    RolePrincipalGrant grant = client.get_principals_in_role(members).getPrincipalGrants().get(0);
    same("grant", Arrays.asList(grant.getPrincipalName(), grant.isGrantOption(), grant.getGrantorName()),
        Arrays.asList("ada", true, "root"));
    GetRoleGrantsForPrincipalRequest mine = new GetRoleGrantsForPrincipalRequest("ada", PrincipalType.USER);
    same("grants", client.get_role_grants_for_principal(mine).getPrincipalGrantsSize(), 2);
    fails("a role twice", MetaException.class, () -> client.create_role(new Role("readers", 0, "root")));
  }

  static HiveObjectPrivilege privilege(HiveObjectRef object, String who, PrincipalType type, String what) {
    HiveObjectPrivilege privilege = new HiveObjectPrivilege(object, who, type,
        new PrivilegeGrantInfo(what, 0, "root", PrincipalType.USER, false), "SQL");
    return privilege;
  }

  static void privileges() throws Exception {
    HiveObjectRef table = new HiveObjectRef(HiveObjectType.TABLE, "hc", "parts", null, null);
    HiveObjectRef database = new HiveObjectRef(HiveObjectType.DATABASE, "hc", null, null, null);
    HiveObjectRef partition = new HiveObjectRef(HiveObjectType.PARTITION, "hc", "parts", Arrays.asList("d1"), null);
    HiveObjectRef column = new HiveObjectRef(HiveObjectType.COLUMN, "hc", "parts", null, "id");
    PrivilegeBag bag = new PrivilegeBag(Arrays.asList(
        privilege(table, "ada", PrincipalType.USER, "SELECT,INSERT"), privilege(database, "readers", PrincipalType.ROLE, "CREATE"),
        privilege(partition, "ada", PrincipalType.USER, "SELECT"), privilege(column, "ada", PrincipalType.USER, "SELECT")));
    same("granted", client.grant_privileges(bag), true);
    same("of the table", client.list_privileges("ada", PrincipalType.USER, table).size(), 2);
    same("of the database", client.list_privileges("readers", PrincipalType.ROLE, database).get(0).getGrantInfo().getPrivilege(),
        "CREATE");
    same("of the partition", client.list_privileges("ada", PrincipalType.USER, partition).get(0).getHiveObject().getPartValues(),
        Arrays.asList("d1"));
    same("of the column", client.list_privileges("ada", PrincipalType.USER, column).get(0).getHiveObject().getColumnName(), "id");
    PrincipalPrivilegeSet set = client.get_privilege_set(database, "ada", Collections.emptyList());
    same("by role", set.getRolePrivileges().get("readers").get(0).getPrivilege(), "CREATE");
    fails("a privilege twice", MetaException.class, () -> client.grant_privileges(bag));
    PrivilegeBag insert = new PrivilegeBag(Arrays.asList(privilege(table, "ada", PrincipalType.USER, "INSERT")));
    same("revoked", client.revoke_privileges(insert, false), true);
    same("left", client.list_privileges("ada", PrincipalType.USER, table).size(), 1);
    same("role dropped", client.drop_role("readers"), true);
    same("with its privileges", client.list_privileges("readers", PrincipalType.ROLE, database).size(), 0);
  }

  static void notifications() throws Exception {
    long before = client.getCurrentNotificationEventId().getEventId();
    InsertEventRequestData data = new InsertEventRequestData(Arrays.asList("file:/new"));
    FireEventRequest request = new FireEventRequest(true, FireEventRequestData.insertData(data));
    request.setDbName("hc");
    request.setTableName("parts");
    request.setPartitionVals(Arrays.asList("d1"));
    client.fireListenerEvent(request);
    same("id", client.getCurrentNotificationEventId().getEventId(), before + 1);
    NotificationEvent event = client.getNextNotification(before, 10, null).getEvents().get(0);
    same("event", Arrays.asList(event.getEventId(), event.getEventType(), event.getDbName(), event.getTableName()),
        Arrays.asList(before + 1, "INSERT", "hc", "parts"));
    if (!event.getMessage().contains("file:/new")) throw new AssertionError(event.getMessage());
    same("count", client.getNotificationEventsCount(new NotificationEventsCountRequest(before, "hc")).getEventsCount(), 1L);
  }

  static void settings() throws Exception {
    client.setMetaConf("metastore.client.socket.timeout", "77s");
    same("set", client.getMetaConf("metastore.client.socket.timeout"), "77s");
    same("as it is", client.getMetaConf("metastore.try.direct.sql"), "true");
    fails("a wrong name", MetaException.class, () -> client.getMetaConf("no.such.name"));
    fails("what would have no effect", MetaException.class, () -> client.setMetaConf("metastore.try.direct.sql", "false"));
  }

  static void statistics() throws Exception {
    LongColumnStatsData numbers = new LongColumnStatsData(1, 5);
    numbers.setLowValue(-3);
    numbers.setHighValue(9);
    ColumnStatistics all = new ColumnStatistics(new ColumnStatisticsDesc(true, "hc", "parts"),
        Arrays.asList(new ColumnStatisticsObj("id", "bigint", ColumnStatisticsData.longStats(numbers))));
    all.getStatsDesc().setLastAnalyzed(1_700_000_000L);
    STATISTICS.put(client, all);
    List<ColumnStatisticsObj> found = STATISTICS.get(client);
    same("statistics", found.get(0).getStatsData().getLongStats().getHighValue(), 9L);
  }

  /** Hive 4 names an engine, too. */
  static final class STATISTICS {
    static void put(IMetaStoreClient client, ColumnStatistics all) throws Exception {
      try {
        ColumnStatistics.class.getMethod("setEngine", String.class).invoke(all, "hive");
      } catch (NoSuchMethodException olderClient) {
        // 3.1
      }
      client.updateTableColumnStatistics(all);
    }

    @SuppressWarnings("unchecked")
    static List<ColumnStatisticsObj> get(IMetaStoreClient client) throws Exception {
      List<String> columns = Arrays.asList("id");
      try {
        return (List<ColumnStatisticsObj>) IMetaStoreClient.class
            .getMethod("getTableColumnStatistics", String.class, String.class, List.class, String.class)
            .invoke(client, "hc", "parts", columns, "hive");
      } catch (NoSuchMethodException olderClient) {
        return (List<ColumnStatisticsObj>) IMetaStoreClient.class
            .getMethod("getTableColumnStatistics", String.class, String.class, List.class)
            .invoke(client, "hc", "parts", columns);
      }
    }
  }
}
