#include "services/http/statement_page.h"

#include "services/http/listing.h"

#include <arrow/record_batch.h>

#include <algorithm>

namespace skep::services {
namespace {

/// Appends the rows as a JSON array and says whether there are more than `limit`.
Result<bool> encode_rows(engine::RecordBatchStream& rows, results::Encoder& encoder, int64_t limit, std::string& out) {
  if (auto begun = encoder.begin(out); !begun) return begun.error();
  bool truncated = false;
  for (int64_t count = 0; !truncated;) {
    auto batch = rows.next();
    if (!batch) return batch.error();
    if (!*batch) break;
    int64_t taken = std::min(limit - count, (*batch)->num_rows());
    truncated = taken < (*batch)->num_rows();
    if (auto added = encoder.add(*(*batch)->Slice(0, taken), out); !added) return added.error();
    count += taken;
  }
  if (auto finished = encoder.finish(out); !finished) return finished.error();
  return truncated;
}

}  // namespace

Result<std::string> make_statement_page(session::RunningStatement& statement, const WantedStatement& wanted) {
  auto& rows = statement.rows();
  auto options = wanted.rows;
  options.time_zone = statement.time_zone();
  auto encoder = results::make_encoder(options, rows.schema(), rows.arrow_schema());
  if (!encoder) return encoder.error();

  std::string page = R"({"columns":)" + results::columns_json(rows.schema()) + R"(,"rows":)";
  auto truncated = encode_rows(rows, **encoder, wanted.limit.value_or(kLimitDefault), page);
  if (!truncated) return truncated.error();
  page += R"(,"next":null,"truncated":)";
  page += *truncated ? "true}" : "false}";
  return page;
}

}  // namespace skep::services
