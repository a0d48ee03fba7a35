#pragma once

#include "base/result.h"
#include "services/metastore_thrift/door.h"
#include "services/metastore_thrift/list_writer.h"

#include <calls_types.h>

/// The calls that Skep answers, each under its own name in Hive's interface. They translate: what a call means is the
/// warehouse's and the metastore's. Each fills in `result`, or fails; answer.h makes an exception of that.
namespace skep::hive {

namespace api = ::Apache::Hadoop::Hive;

// ---- the connection and the server
Result<void> set_ugi(Caller& caller, const set_ugi_args& arguments, set_ugi_result& result);
Result<void> shutdown(Caller& caller, const shutdown_args& arguments, shutdown_result& result);
Result<void> getName(Caller& caller, const getName_args& arguments, getName_result& result);
Result<void> getVersion(Caller& caller, const getVersion_args& arguments, getVersion_result& result);
Result<void> getStatus(Caller& caller, const getStatus_args& arguments, getStatus_result& result);
Result<void> aliveSince(Caller& caller, const aliveSince_args& arguments, aliveSince_result& result);
Result<void> get_config_value(Caller& caller, const get_config_value_args& arguments, get_config_value_result& result);
Result<void> partition_name_has_valid_characters(Caller& caller,
                                                 const partition_name_has_valid_characters_args& arguments,
                                                 partition_name_has_valid_characters_result& result);
Result<void> getMetaConf(Caller& caller, const getMetaConf_args& arguments, getMetaConf_result& result);
Result<void> setMetaConf(Caller& caller, const setMetaConf_args& arguments, setMetaConf_result& result);

// ---- databases
Result<void> get_all_databases(Caller& caller, const get_all_databases_args& arguments,
                               get_all_databases_result& result);
Result<void> get_databases(Caller& caller, const get_databases_args& arguments, get_databases_result& result);
Result<void> get_database(Caller& caller, const get_database_args& arguments, get_database_result& result);
Result<void> get_database_req(Caller& caller, const get_database_req_args& arguments, get_database_req_result& result);
Result<void> create_database(Caller& caller, const create_database_args& arguments, create_database_result& result);
Result<void> create_database_req(Caller& caller, const create_database_req_args& arguments,
                                 create_database_req_result& result);
Result<void> alter_database(Caller& caller, const alter_database_args& arguments, alter_database_result& result);
Result<void> drop_database(Caller& caller, const drop_database_args& arguments, drop_database_result& result);
Result<void> drop_database_req(Caller& caller, const drop_database_req_args& arguments,
                               drop_database_req_result& result);
Result<void> get_catalogs(Caller& caller, const get_catalogs_args& arguments, get_catalogs_result& result);
Result<void> get_catalog(Caller& caller, const get_catalog_args& arguments, get_catalog_result& result);
Result<void> alter_database_req(Caller& caller, const alter_database_req_args& arguments,
                                alter_database_req_result& result);

// ---- tables
Result<void> create_table(Caller& caller, const create_table_args& arguments, create_table_result& result);
Result<void> create_table_with_environment_context(Caller& caller,
                                                   const create_table_with_environment_context_args& arguments,
                                                   create_table_with_environment_context_result& result);
Result<void> create_table_req(Caller& caller, const create_table_req_args& arguments, create_table_req_result& result);
Result<void> drop_table(Caller& caller, const drop_table_args& arguments, drop_table_result& result);
Result<void> drop_table_with_environment_context(Caller& caller,
                                                 const drop_table_with_environment_context_args& arguments,
                                                 drop_table_with_environment_context_result& result);
Result<void> drop_table_req(Caller& caller, const drop_table_req_args& arguments, drop_table_req_result& result);
Result<void> alter_table(Caller& caller, const alter_table_args& arguments, alter_table_result& result);
Result<void> alter_table_with_environment_context(Caller& caller,
                                                  const alter_table_with_environment_context_args& arguments,
                                                  alter_table_with_environment_context_result& result);
Result<void> alter_table_with_cascade(Caller& caller, const alter_table_with_cascade_args& arguments,
                                      alter_table_with_cascade_result& result);
Result<void> alter_table_req(Caller& caller, const alter_table_req_args& arguments, alter_table_req_result& result);
Result<void> create_table_with_constraints(Caller& caller, const create_table_with_constraints_args& arguments,
                                           create_table_with_constraints_result& result);

// ---- tables as they are
Result<void> get_table(Caller& caller, const get_table_args& arguments, get_table_result& result);
Result<void> get_table_req(Caller& caller, const get_table_req_args& arguments, get_table_req_result& result);
Result<void> get_table_objects_by_name(Caller& caller, const get_table_objects_by_name_args& arguments,
                                       get_table_objects_by_name_result& result);
Result<void> get_table_objects_by_name_req(Caller& caller, const get_table_objects_by_name_req_args& arguments,
                                           get_table_objects_by_name_req_result& result);
Result<void> get_tables(Caller& caller, const get_tables_args& arguments, get_tables_result& result);
Result<void> get_all_tables(Caller& caller, const get_all_tables_args& arguments, get_all_tables_result& result);
Result<void> get_tables_by_type(Caller& caller, const get_tables_by_type_args& arguments,
                                get_tables_by_type_result& result);
Result<void> get_table_meta(Caller& caller, const get_table_meta_args& arguments, get_table_meta_result& result);
Result<void> get_fields(Caller& caller, const get_fields_args& arguments, get_fields_result& result);
Result<void> get_fields_with_environment_context(Caller& caller,
                                                 const get_fields_with_environment_context_args& arguments,
                                                 get_fields_with_environment_context_result& result);
Result<void> get_schema(Caller& caller, const get_schema_args& arguments, get_schema_result& result);
Result<void> get_schema_with_environment_context(Caller& caller,
                                                 const get_schema_with_environment_context_args& arguments,
                                                 get_schema_with_environment_context_result& result);
Result<void> get_table_names_by_filter(Caller& caller, const get_table_names_by_filter_args& arguments,
                                       get_table_names_by_filter_result& result);
Result<void> get_fields_req(Caller& caller, const get_fields_req_args& arguments, get_fields_req_result& result);
Result<void> get_schema_req(Caller& caller, const get_schema_req_args& arguments, get_schema_req_result& result);

// ---- partitions
Result<void> add_partition(Caller& caller, const add_partition_args& arguments, add_partition_result& result);
Result<void> add_partition_with_environment_context(Caller& caller,
                                                    const add_partition_with_environment_context_args& arguments,
                                                    add_partition_with_environment_context_result& result);
Result<void> add_partitions(Caller& caller, const add_partitions_args& arguments, add_partitions_result& result);
Result<void> add_partitions_req(Caller& caller, const add_partitions_req_args& arguments,
                                add_partitions_req_result& result);
Result<void> append_partition(Caller& caller, const append_partition_args& arguments, append_partition_result& result);
Result<void> append_partition_by_name(Caller& caller, const append_partition_by_name_args& arguments,
                                      append_partition_by_name_result& result);
Result<void> drop_partition(Caller& caller, const drop_partition_args& arguments, drop_partition_result& result);
Result<void> drop_partition_with_environment_context(Caller& caller,
                                                     const drop_partition_with_environment_context_args& arguments,
                                                     drop_partition_with_environment_context_result& result);
Result<void> drop_partition_by_name(Caller& caller, const drop_partition_by_name_args& arguments,
                                    drop_partition_by_name_result& result);
Result<void> append_partition_req(Caller& caller, const append_partition_req_args& arguments,
                                  append_partition_req_result& result);
Result<void> drop_partition_req(Caller& caller, const drop_partition_req_args& arguments,
                                drop_partition_req_result& result);
Result<void> drop_partitions_req(Caller& caller, const drop_partitions_req_args& arguments,
                                 drop_partitions_req_result& result);
Result<void> alter_partition(Caller& caller, const alter_partition_args& arguments, alter_partition_result& result);
Result<void> alter_partition_with_environment_context(Caller& caller,
                                                      const alter_partition_with_environment_context_args& arguments,
                                                      alter_partition_with_environment_context_result& result);
Result<void> alter_partitions(Caller& caller, const alter_partitions_args& arguments, alter_partitions_result& result);
Result<void> alter_partitions_with_environment_context(Caller& caller,
                                                       const alter_partitions_with_environment_context_args& arguments,
                                                       alter_partitions_with_environment_context_result& result);
Result<void> alter_partitions_req(Caller& caller, const alter_partitions_req_args& arguments,
                                  alter_partitions_req_result& result);
Result<void> rename_partition(Caller& caller, const rename_partition_args& arguments, rename_partition_result& result);
Result<void> rename_partition_req(Caller& caller, const rename_partition_req_args& arguments,
                                  rename_partition_req_result& result);
Result<void> partition_name_to_vals(Caller& caller, const partition_name_to_vals_args& arguments,
                                    partition_name_to_vals_result& result);
Result<void> partition_name_to_spec(Caller& caller, const partition_name_to_spec_args& arguments,
                                    partition_name_to_spec_result& result);
Result<void> append_partition_with_environment_context(Caller& caller,
                                                       const append_partition_with_environment_context_args& arguments,
                                                       append_partition_with_environment_context_result& result);
Result<void> append_partition_by_name_with_environment_context(
    Caller& caller, const append_partition_by_name_with_environment_context_args& arguments,
    append_partition_by_name_with_environment_context_result& result);
Result<void> drop_partition_by_name_with_environment_context(
    Caller& caller, const drop_partition_by_name_with_environment_context_args& arguments,
    drop_partition_by_name_with_environment_context_result& result);

// ---- partitions as they are
Result<void> get_partition(Caller& caller, const get_partition_args& arguments, get_partition_result& result);
Result<void> get_partition_with_auth(Caller& caller, const get_partition_with_auth_args& arguments,
                                     get_partition_with_auth_result& result);
Result<void> get_partition_req(Caller& caller, const get_partition_req_args& arguments,
                               get_partition_req_result& result);
Result<void> get_partition_by_name(Caller& caller, const get_partition_by_name_args& arguments,
                                   get_partition_by_name_result& result);
Result<void> get_partitions(Caller& caller, const get_partitions_args& arguments, Listing<get_partitions_result>& out);
Result<void> get_partitions_with_auth(Caller& caller, const get_partitions_with_auth_args& arguments,
                                      Listing<get_partitions_with_auth_result>& out);
Result<void> get_partitions_req(Caller& caller, const get_partitions_req_args& arguments,
                                Listing<get_partitions_req_result>& out);
Result<void> get_partitions_ps(Caller& caller, const get_partitions_ps_args& arguments,
                               Listing<get_partitions_ps_result>& out);
Result<void> get_partitions_ps_with_auth(Caller& caller, const get_partitions_ps_with_auth_args& arguments,
                                         Listing<get_partitions_ps_with_auth_result>& out);
Result<void> get_partitions_ps_with_auth_req(Caller& caller, const get_partitions_ps_with_auth_req_args& arguments,
                                             Listing<get_partitions_ps_with_auth_req_result>& out);
Result<void> get_partitions_by_filter(Caller& caller, const get_partitions_by_filter_args& arguments,
                                      Listing<get_partitions_by_filter_result>& out);
Result<void> get_partitions_by_filter_req(Caller& caller, const get_partitions_by_filter_req_args& arguments,
                                          Listing<get_partitions_by_filter_req_result>& out);
Result<void> get_partitions_by_names(Caller& caller, const get_partitions_by_names_args& arguments,
                                     Listing<get_partitions_by_names_result>& out);
Result<void> get_partitions_by_names_req(Caller& caller, const get_partitions_by_names_req_args& arguments,
                                         Listing<get_partitions_by_names_req_result>& out);
Result<void> get_num_partitions_by_filter(Caller& caller, const get_num_partitions_by_filter_args& arguments,
                                          get_num_partitions_by_filter_result& result);
Result<void> get_partition_names(Caller& caller, const get_partition_names_args& arguments,
                                 Listing<get_partition_names_result>& out);
Result<void> fetch_partition_names_req(Caller& caller, const fetch_partition_names_req_args& arguments,
                                       Listing<fetch_partition_names_req_result>& out);
Result<void> get_partition_names_ps(Caller& caller, const get_partition_names_ps_args& arguments,
                                    Listing<get_partition_names_ps_result>& out);
Result<void> get_partition_names_ps_req(Caller& caller, const get_partition_names_ps_req_args& arguments,
                                        Listing<get_partition_names_ps_req_result>& out);

// ---- functions
Result<void> create_function(Caller& caller, const create_function_args& arguments, create_function_result& result);
Result<void> alter_function(Caller& caller, const alter_function_args& arguments, alter_function_result& result);
Result<void> drop_function(Caller& caller, const drop_function_args& arguments, drop_function_result& result);
Result<void> get_function(Caller& caller, const get_function_args& arguments, get_function_result& result);
Result<void> get_functions(Caller& caller, const get_functions_args& arguments, get_functions_result& result);
Result<void> get_all_functions(Caller& caller, const get_all_functions_args& arguments,
                               get_all_functions_result& result);

// ---- statistics
Result<void> update_table_column_statistics(Caller& caller, const update_table_column_statistics_args& arguments,
                                            update_table_column_statistics_result& result);
Result<void> update_partition_column_statistics(Caller& caller,
                                                const update_partition_column_statistics_args& arguments,
                                                update_partition_column_statistics_result& result);
Result<void> set_aggr_stats_for(Caller& caller, const set_aggr_stats_for_args& arguments,
                                set_aggr_stats_for_result& result);
Result<void> get_table_column_statistics(Caller& caller, const get_table_column_statistics_args& arguments,
                                         get_table_column_statistics_result& result);
Result<void> get_partition_column_statistics(Caller& caller, const get_partition_column_statistics_args& arguments,
                                             get_partition_column_statistics_result& result);
Result<void> get_table_statistics_req(Caller& caller, const get_table_statistics_req_args& arguments,
                                      get_table_statistics_req_result& result);
Result<void> get_partitions_statistics_req(Caller& caller, const get_partitions_statistics_req_args& arguments,
                                           get_partitions_statistics_req_result& result);
Result<void> delete_table_column_statistics(Caller& caller, const delete_table_column_statistics_args& arguments,
                                            delete_table_column_statistics_result& result);
Result<void> delete_partition_column_statistics(Caller& caller,
                                                const delete_partition_column_statistics_args& arguments,
                                                delete_partition_column_statistics_result& result);
Result<void> update_table_column_statistics_req(Caller& caller,
                                                const update_table_column_statistics_req_args& arguments,
                                                update_table_column_statistics_req_result& result);
Result<void> update_partition_column_statistics_req(Caller& caller,
                                                    const update_partition_column_statistics_req_args& arguments,
                                                    update_partition_column_statistics_req_result& result);

// ---- constraints
Result<void> get_primary_keys(Caller& caller, const get_primary_keys_args& arguments, get_primary_keys_result& result);
Result<void> get_foreign_keys(Caller& caller, const get_foreign_keys_args& arguments, get_foreign_keys_result& result);
Result<void> get_unique_constraints(Caller& caller, const get_unique_constraints_args& arguments,
                                    get_unique_constraints_result& result);
Result<void> get_not_null_constraints(Caller& caller, const get_not_null_constraints_args& arguments,
                                      get_not_null_constraints_result& result);
Result<void> get_default_constraints(Caller& caller, const get_default_constraints_args& arguments,
                                     get_default_constraints_result& result);
Result<void> get_check_constraints(Caller& caller, const get_check_constraints_args& arguments,
                                   get_check_constraints_result& result);
Result<void> get_all_table_constraints(Caller& caller, const get_all_table_constraints_args& arguments,
                                       get_all_table_constraints_result& result);
Result<void> add_primary_key(Caller& caller, const add_primary_key_args& arguments, add_primary_key_result& result);
Result<void> add_foreign_key(Caller& caller, const add_foreign_key_args& arguments, add_foreign_key_result& result);
Result<void> add_unique_constraint(Caller& caller, const add_unique_constraint_args& arguments,
                                   add_unique_constraint_result& result);
Result<void> add_not_null_constraint(Caller& caller, const add_not_null_constraint_args& arguments,
                                     add_not_null_constraint_result& result);
Result<void> add_default_constraint(Caller& caller, const add_default_constraint_args& arguments,
                                    add_default_constraint_result& result);
Result<void> add_check_constraint(Caller& caller, const add_check_constraint_args& arguments,
                                  add_check_constraint_result& result);
Result<void> drop_constraint(Caller& caller, const drop_constraint_args& arguments, drop_constraint_result& result);

// ---- roles and privileges
Result<void> get_role_names(Caller& caller, const get_role_names_args& arguments, get_role_names_result& result);
Result<void> list_roles(Caller& caller, const list_roles_args& arguments, list_roles_result& result);
Result<void> create_role(Caller& caller, const create_role_args& arguments, create_role_result& result);
Result<void> drop_role(Caller& caller, const drop_role_args& arguments, drop_role_result& result);
Result<void> grant_role(Caller& caller, const grant_role_args& arguments, grant_role_result& result);
Result<void> revoke_role(Caller& caller, const revoke_role_args& arguments, revoke_role_result& result);
Result<void> grant_revoke_role(Caller& caller, const grant_revoke_role_args& arguments,
                               grant_revoke_role_result& result);
Result<void> get_principals_in_role(Caller& caller, const get_principals_in_role_args& arguments,
                                    get_principals_in_role_result& result);
Result<void> get_role_grants_for_principal(Caller& caller, const get_role_grants_for_principal_args& arguments,
                                           get_role_grants_for_principal_result& result);
Result<void> list_privileges(Caller& caller, const list_privileges_args& arguments, list_privileges_result& result);
Result<void> get_privilege_set(Caller& caller, const get_privilege_set_args& arguments,
                               get_privilege_set_result& result);
Result<void> grant_privileges(Caller& caller, const grant_privileges_args& arguments, grant_privileges_result& result);
Result<void> revoke_privileges(Caller& caller, const revoke_privileges_args& arguments,
                               revoke_privileges_result& result);
Result<void> grant_revoke_privileges(Caller& caller, const grant_revoke_privileges_args& arguments,
                                     grant_revoke_privileges_result& result);

// ---- notifications
Result<void> get_current_notificationEventId(Caller& caller, const get_current_notificationEventId_args& arguments,
                                             get_current_notificationEventId_result& result);
Result<void> get_next_notification(Caller& caller, const get_next_notification_args& arguments,
                                   get_next_notification_result& result);
Result<void> get_notification_events_count(Caller& caller, const get_notification_events_count_args& arguments,
                                           get_notification_events_count_result& result);
Result<void> fire_listener_event(Caller& caller, const fire_listener_event_args& arguments,
                                 fire_listener_event_result& result);

// ---- locks
Result<void> lock(Caller& caller, const lock_args& arguments, lock_result& result);
Result<void> check_lock(Caller& caller, const check_lock_args& arguments, check_lock_result& result);
Result<void> unlock(Caller& caller, const unlock_args& arguments, unlock_result& result);
Result<void> heartbeat(Caller& caller, const heartbeat_args& arguments, heartbeat_result& result);
Result<void> show_locks(Caller& caller, const show_locks_args& arguments, show_locks_result& result);

}  // namespace skep::hive
