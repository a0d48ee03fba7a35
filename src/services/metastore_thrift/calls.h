#pragma once

#include "base/result.h"
#include "services/metastore_thrift/door.h"

#include <calls_types.h>

/// The calls that Skep answers, each under its own name in Hive's interface. They translate: what a call means is the
/// warehouse's and the metastore's. Each fills in `result`, or fails; answer.h makes an exception of that.
namespace skep::services::hive {

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
Result<void> alter_table(Caller& caller, const alter_table_args& arguments, alter_table_result& result);
Result<void> alter_table_with_environment_context(Caller& caller,
                                                  const alter_table_with_environment_context_args& arguments,
                                                  alter_table_with_environment_context_result& result);
Result<void> alter_table_with_cascade(Caller& caller, const alter_table_with_cascade_args& arguments,
                                      alter_table_with_cascade_result& result);
Result<void> alter_table_req(Caller& caller, const alter_table_req_args& arguments, alter_table_req_result& result);

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

// ---- partitions as they are
Result<void> get_partition(Caller& caller, const get_partition_args& arguments, get_partition_result& result);
Result<void> get_partition_with_auth(Caller& caller, const get_partition_with_auth_args& arguments,
                                     get_partition_with_auth_result& result);
Result<void> get_partition_req(Caller& caller, const get_partition_req_args& arguments,
                               get_partition_req_result& result);
Result<void> get_partition_by_name(Caller& caller, const get_partition_by_name_args& arguments,
                                   get_partition_by_name_result& result);
Result<void> get_partitions(Caller& caller, const get_partitions_args& arguments, get_partitions_result& result);
Result<void> get_partitions_with_auth(Caller& caller, const get_partitions_with_auth_args& arguments,
                                      get_partitions_with_auth_result& result);
Result<void> get_partitions_req(Caller& caller, const get_partitions_req_args& arguments,
                                get_partitions_req_result& result);
Result<void> get_partitions_ps(Caller& caller, const get_partitions_ps_args& arguments,
                               get_partitions_ps_result& result);
Result<void> get_partitions_ps_with_auth(Caller& caller, const get_partitions_ps_with_auth_args& arguments,
                                         get_partitions_ps_with_auth_result& result);
Result<void> get_partitions_ps_with_auth_req(Caller& caller, const get_partitions_ps_with_auth_req_args& arguments,
                                             get_partitions_ps_with_auth_req_result& result);
Result<void> get_partitions_by_filter(Caller& caller, const get_partitions_by_filter_args& arguments,
                                      get_partitions_by_filter_result& result);
Result<void> get_partitions_by_filter_req(Caller& caller, const get_partitions_by_filter_req_args& arguments,
                                          get_partitions_by_filter_req_result& result);
Result<void> get_partitions_by_names(Caller& caller, const get_partitions_by_names_args& arguments,
                                     get_partitions_by_names_result& result);
Result<void> get_partitions_by_names_req(Caller& caller, const get_partitions_by_names_req_args& arguments,
                                         get_partitions_by_names_req_result& result);
Result<void> get_num_partitions_by_filter(Caller& caller, const get_num_partitions_by_filter_args& arguments,
                                          get_num_partitions_by_filter_result& result);
Result<void> get_partition_names(Caller& caller, const get_partition_names_args& arguments,
                                 get_partition_names_result& result);
Result<void> fetch_partition_names_req(Caller& caller, const fetch_partition_names_req_args& arguments,
                                       fetch_partition_names_req_result& result);
Result<void> get_partition_names_ps(Caller& caller, const get_partition_names_ps_args& arguments,
                                    get_partition_names_ps_result& result);
Result<void> get_partition_names_ps_req(Caller& caller, const get_partition_names_ps_req_args& arguments,
                                        get_partition_names_ps_req_result& result);

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

// ---- locks
Result<void> lock(Caller& caller, const lock_args& arguments, lock_result& result);
Result<void> check_lock(Caller& caller, const check_lock_args& arguments, check_lock_result& result);
Result<void> unlock(Caller& caller, const unlock_args& arguments, unlock_result& result);
Result<void> heartbeat(Caller& caller, const heartbeat_args& arguments, heartbeat_result& result);
Result<void> show_locks(Caller& caller, const show_locks_args& arguments, show_locks_result& result);

}  // namespace skep::services::hive
