#pragma once

#include <map>
#include <string>

namespace skep::session {

/// Puts settings where a text has `${name}`, as Spark does: `${hivevar:x}`, `${hiveconf:x}`, `${spark:x}`, `${sparkconf:x}`
/// and `${x}` mean the session's setting x, or no text when there is none; values are looked at again. `${env:x}` and
/// `${system:x}` are those of a client and stay as they stand, but for the zone.
std::string substitute_variables(const std::string& text, const std::map<std::string, std::string>& own,
                                 const std::map<std::string, std::string>& defaults);

}  // namespace skep::session
