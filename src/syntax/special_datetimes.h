#pragma once

#include "syntax/ast.h"

#include <optional>
#include <string_view>

namespace skep::syntax {

/// What DATE 'today' and CAST('epoch' AS TIMESTAMP) stand for: epoch, now, yesterday, today and tomorrow in any case. The
/// clock is not asked here, so they become calls. Nothing for another text or type.
std::optional<ExpressionPtr> special_datetime(const types::DataType& type, std::string_view text);

}  // namespace skep::syntax
