#pragma once

#include "analyzer/context.h"

#include <functional>
#include <string>

namespace skep::analyzer {

using NameOf = std::function<std::string(const syntax::Expression&)>;

/// How Spark prints what follows the name and arguments of an analysed window function: " OVER (PARTITION BY ...)".
std::string printed_window(const Context& context, const syntax::FunctionCall& node, const NameOf& name_of);

/// How it prints WITHIN GROUP (ORDER BY ...).
std::string printed_within_group(const syntax::FunctionCall& node, const NameOf& name_of);

}  // namespace skep::analyzer
