#pragma once

#include "services/http/api.h"

namespace skep::services {

net::HttpAnswer show_api(Api& api, Call& call);
net::HttpAnswer show_liveness(Api& api, Call& call);
net::HttpAnswer show_readiness(Api& api, Call& call);

net::HttpAnswer run_statement(Api& api, Call& call);
net::HttpAnswer show_statement(Api& api, Call& call);
net::HttpAnswer cancel_statement(Api& api, Call& call);

net::HttpAnswer list_databases(Api& api, Call& call);
net::HttpAnswer show_database(Api& api, Call& call);
net::HttpAnswer list_tables(Api& api, Call& call);
net::HttpAnswer show_table(Api& api, Call& call);
net::HttpAnswer list_partitions(Api& api, Call& call);

}  // namespace skep::services
