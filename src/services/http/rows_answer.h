#pragma once

#include "services/http/api.h"
#include "services/http/json_object.h"
#include "session/session.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace arrow {
class RecordBatch;
}

namespace skep::services {

/// A statement whose first rows went into a page.
struct FirstPage {
  std::unique_ptr<session::RunningStatement> statement;
  std::vector<std::shared_ptr<arrow::RecordBatch>> taken;  ///< from the stream, the page's rows first
  int64_t rows = 0;                                        ///< in the page
  bool has_more = false;                                   ///< rows past it
};

/// What stands in a page beside its rows.
struct PageEnd {
  std::optional<std::string> next;         ///< a path
  bool truncated = false;                  ///< there are more rows than the page has
  std::optional<bool> stopped_early = {};  ///< for what is time-boxed
  std::optional<int64_t> total;            ///< rows in all
  std::string total_is = {};               ///< what Prefer: count has led to: "exact", "planned"; empty: not asked for
};

/// Runs a statement and answers its rows in the form that the call asks for: a page of JSON with at most `limit` rows
/// (kLimitDefault where it is not given), or a stream. `end` says how a page ends; it may keep the statement.
net::HttpAnswer answer_rows(Api& api, Call& call, const session::StatementRequest& request,
                            session::SessionState& state, std::optional<int64_t> limit,
                            const std::function<Result<PageEnd>(FirstPage&)>& end);

/// These batches' rows, from `offset` on in them, whole in their form; of a page of JSON all but its end.
Result<std::string> encode_rows(const results::EncoderOptions& options, const types::Schema& schema,
                                const std::shared_ptr<arrow::Schema>& arrow_schema,
                                const std::vector<std::shared_ptr<arrow::RecordBatch>>& batches, int64_t offset,
                                int64_t limit);

/// An answer of such rows. JSON says "next", "truncated" and, where it is known, "total"; headers do in any form.
net::HttpAnswer page_answer(results::Format format, std::string rows, const PageEnd& end);

}  // namespace skep::services
