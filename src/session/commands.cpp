#include "session/commands.h"

#include "base/text.h"
#include "session/caching.h"

namespace skep::session {
namespace {

// What has no function of its own yet, by name.
std::string_view form_of(const syntax::AlterClustering&) { return "CLUSTER BY of a table"; }

template <typename Node>
Result<Rows> run(const Node& node, CommandContext&) {
  if constexpr (requires { form_of(node); }) {
    return make_error(ErrorCode::unsupported, "{} is not there yet", form_of(node));
  }
  return make_error(ErrorCode::internal, "a statement was taken for a command that it is not");
}

}  // namespace

Result<Rows> run_command(const syntax::Statement& statement, CommandContext& context) {
  return std::visit([&](const auto& node) -> Result<Rows> { return run(node, context); }, statement.node);
}

}  // namespace skep::session
