#pragma once

#include "services/http/route.h"

namespace skep::services {

/// One function a file of resources: its routes and their schemas (route.h). routes.cpp lists them.
Resource statements_resource();
Resource statement_status_resource();
Resource statement_pages_resource();
Resource jobs_resource();
Resource job_results_resource();
Resource job_events_resource();
Resource schedules_resource();
Resource sessions_resource();
Resource table_rows_resource();
Resource table_overviews_resource();
Resource databases_resource();
Resource tables_resource();
Resource partitions_resource();
Resource cached_tables_resource();
Resource server_resource();
Resource documentation_resource();

}  // namespace skep::services
