#pragma once

#include "services/http/rows_answer.h"

namespace skep::services {

/// Keeps the rows of a statement that did not fit its first page, in the background, and says where the next page is.
Result<PageEnd> keep_further_pages(Api& api, const Call& call, FirstPage& page);

}  // namespace skep::services
