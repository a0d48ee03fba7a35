#include "engine/duckdb/scan_reader.h"

#include "engine/duckdb/scan_file_list.h"

#include <duckdb/common/multi_file/multi_file_data.hpp>
#include <duckdb/parser/expression/constant_expression.hpp>

namespace skep::engine {

namespace {

void scan_in_time(duckdb::ClientContext& context, duckdb::TableFunctionInput& input, duckdb::DataChunk& output) {
  const auto& bound = input.bind_data->Cast<duckdb::MultiFileBindData>();
  const auto& reader = static_cast<const ScanReader&>(*bound.multi_file_reader);
  if (reader.table()->progress().has_run_out()) {
    output.SetCardinality(0);
    input.async_result = duckdb::SourceResultType::FINISHED;
    return;
  }
  reader.duckdb_scan()(context, input, output);
}

}  // namespace

void stop_in_time(duckdb::TableFunction& function) {
  function.function_info->Cast<ScanFunctionInfo>().scan = function.function;
  function.function = scan_in_time;
}

duckdb::unique_ptr<duckdb::MultiFileReader> ScanReader::create(const duckdb::TableFunction& function) {
  return duckdb::make_uniq<ScanReader>(function.function_info->Cast<ScanFunctionInfo>());
}

duckdb::unique_ptr<duckdb::MultiFileReader> ScanReader::Copy() const {
  // Late materialisation and prepared plans copy their bind data; the default would lose the table.
  return duckdb::make_uniq<ScanReader>(*this);
}

duckdb::vector<std::string> ScanReader::ParsePaths(const duckdb::Value& input) { return {input.ToString()}; }

duckdb::shared_ptr<duckdb::MultiFileList> ScanReader::CreateFileList(duckdb::ClientContext&,
                                                                     const duckdb::vector<std::string>& paths,
                                                                     const duckdb::FileGlobInput&) {
  table_ = registry_->find(std::stoull(paths.at(0)));
  if (!table_) throw duckdb::InternalException("no table is registered for scan %s", paths.at(0));
  return duckdb::make_shared_ptr<ScanFileList>(table_);
}

bool ScanReader::Bind(duckdb::MultiFileOptions&, duckdb::MultiFileList&, duckdb::vector<duckdb::LogicalType>& types,
                      duckdb::vector<std::string>& names, duckdb::MultiFileReaderBindData& bind_data) {
  types = table_->types();
  names = table_->positional_names();

  // SQL sees positions; the files are searched for the table's own names.
  duckdb::vector<std::string> file_names;
  for (const auto& column : table_->descriptor().columns) file_names.push_back(column.name);
  bind_data.schema = duckdb::MultiFileColumnDefinition::ColumnsFromNamesAndTypes(file_names, types);
  for (size_t i = 0; i < bind_data.schema.size(); i++) {
    bind_data.schema[i].default_expression = duckdb::make_uniq<duckdb::ConstantExpression>(table_->missing_value(i));
  }
  bind_data.mapping = duckdb::MultiFileColumnMappingMode::BY_NAME;
  return true;
}

void ScanReader::BindOptions(duckdb::MultiFileOptions& options, duckdb::MultiFileList&,
                             duckdb::vector<duckdb::LogicalType>&, duckdb::vector<std::string>&,
                             duckdb::MultiFileReaderBindData&) {
  options.auto_detect_hive_partitioning = false;
  options.hive_partitioning = false;
  options.union_by_name = false;
}

duckdb::shared_ptr<duckdb::BaseFileReader> ScanReader::CreateReader(duckdb::ClientContext& context,
                                                                    duckdb::GlobalTableFunctionState& state,
                                                                    const duckdb::OpenFileInfo& file,
                                                                    duckdb::idx_t file_index,
                                                                    const duckdb::MultiFileBindData& bind_data) {
  table_->counters().files_opened.fetch_add(1, std::memory_order_relaxed);
  return MultiFileReader::CreateReader(context, state, file, file_index, bind_data);
}

void ScanReader::FinalizeBind(duckdb::MultiFileReaderData& reader_data, const duckdb::MultiFileOptions&,
                              const duckdb::MultiFileReaderBindData&,
                              const duckdb::vector<duckdb::MultiFileColumnDefinition>&,
                              const duckdb::vector<duckdb::ColumnIndex>& column_ids, duckdb::ClientContext&,
                              duckdb::optional_ptr<duckdb::MultiFileReaderGlobalState>) {
  auto number = ScanTable::number_of(reader_data.reader->file);
  auto partition = table_->descriptor().files[number].partition;
  for (size_t i = 0; i < column_ids.size(); ++i) {
    auto column = column_ids[i].GetPrimaryIndex();
    duckdb::MultiFileGlobalIndex slot(i);
    if (table_->is_partition_column(column)) {
      reader_data.constant_map.Add(slot, table_->partition_value(partition, column));
    } else if (column == COLUMN_IDENTIFIER_FILE_INDEX) {
      // Two scans of one plan find each other's rows by this number: their lists may have been pruned differently.
      reader_data.constant_map.Add(slot, duckdb::Value::UBIGINT(number));
    }
  }
}

void ScanReader::FinalizeChunk(duckdb::ClientContext& context, const duckdb::MultiFileBindData& bind_data,
                               duckdb::BaseFileReader& reader, const duckdb::MultiFileReaderData& reader_data,
                               duckdb::DataChunk& input, duckdb::DataChunk& output,
                               duckdb::ExpressionExecutor& executor,
                               duckdb::optional_ptr<duckdb::MultiFileReaderGlobalState> state) {
  auto rows = static_cast<int64_t>(input.size());
  table_->counters().rows_scanned.fetch_add(rows, std::memory_order_relaxed);
  table_->progress().rows_scanned.fetch_add(rows, std::memory_order_relaxed);
  MultiFileReader::FinalizeChunk(context, bind_data, reader, reader_data, input, output, executor, state);
}

duckdb::TablePartitionInfo ScanReader::GetPartitionInfo(duckdb::ClientContext&, const duckdb::MultiFileReaderBindData&,
                                                        duckdb::TableFunctionPartitionInput& input) {
  // Lets GROUP BY on partition columns aggregate one partition after the other.
  for (auto column : input.partition_ids) {
    if (!table_->is_partition_column(column)) return duckdb::TablePartitionInfo::NOT_PARTITIONED;
  }
  return duckdb::TablePartitionInfo::SINGLE_VALUE_PARTITIONS;
}

}  // namespace skep::engine
