#pragma once

#include "session/commands.h"

namespace skep::session {

/// CREATE [GLOBAL] TEMPORARY VIEW ... AS query.
Result<Rows> create_temporary_view(const syntax::CreateView& create, CommandContext& context);

/// ALTER VIEW ... AS of one.
Result<Rows> alter_temporary_view(const syntax::AlterViewQuery& alter, const TemporaryView& before,
                                  CommandContext& context);

/// ALTER VIEW ... RENAME TO of one.
Result<Rows> rename_temporary_view(const syntax::RenameTable& rename, const TemporaryView& before,
                                   CommandContext& context);

/// Drops the view that a name means; says whether there was one.
bool drop_temporary_view(const syntax::Name& name, CommandContext& context);

/// The columns of a view: its query's, under the names that it gives them. Fails for another count, and for a name that
/// is there twice.
Result<types::Schema> view_columns(const std::string& view, const std::vector<syntax::ViewColumn>& named,
                                   const types::Schema& given);

}  // namespace skep::session
