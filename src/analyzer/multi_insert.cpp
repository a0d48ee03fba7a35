#include "analyzer/context.h"

namespace skep::analyzer {

MultiInsert analyze_multi_insert(Context& context, const syntax::MultiInsert& statement, TextPosition position) {
  MultiInsert result;
  auto source = analyze_relation(context, *statement.source);
  if (context.failed()) return result;
  plan::Scan scan;
  scan.table = kSourceTable;
  scan.name = "the rows of FROM";
  for (size_t i = 0; i < source.plan->output.size(); i++) scan.columns.push_back(i);
  auto output = source.plan->output;
  Relation rows{plan::make_plan(std::move(output), std::move(scan)), source.scope};
  context.insert_source = &rows;
  for (auto& insert : statement.inserts) {
    if (!context.failed()) result.inserts.push_back(analyze_insert(context, insert, position));
  }
  context.insert_source = nullptr;
  result.source = std::move(source.plan);
  return result;
}

}  // namespace skep::analyzer
