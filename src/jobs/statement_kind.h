#pragma once

#include "syntax/parameters.h"

#include <string_view>

namespace skep::jobs {

/// What may be done with a statement whose server ended while it ran.
enum class StatementKind {
  read,     ///< changes nothing, or the same however often: it is run again
  session,  ///< changes its session only (SET, USE, temporary views): run again whenever a later statement is
  write,    ///< changes a table under an operation id, by which its commit is looked up
  command,  ///< changes the catalogue or the files in some other way: nobody can tell whether it did
};

/// Of a text that cannot be parsed: a command.
StatementKind kind_of(std::string_view text, const syntax::Parameters& parameters);

}  // namespace skep::jobs
