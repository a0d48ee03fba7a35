#include "engine/duckdb/delimited_file.h"

#include "engine/duckdb/delimited_record.h"
#include "engine/duckdb/field_reader.h"
#include "engine/duckdb/line_reader.h"

#include <limits>

namespace skep::engine {
namespace {

/// What a thread reads at a time.
constexpr size_t kPartBytes = 8 << 20;

bool is_blank(std::string_view line) {
  for (char c : line) {
    if (static_cast<unsigned char>(c) > ' ') return false;
  }
  return true;
}

}  // namespace

/// What reading a part of a file needs.
struct DelimitedPosition::Reading {
  Reading(LineReader lines_in, const DelimitedOptions& options) : lines(std::move(lines_in)), record(options) {}

  LineReader lines;
  DelimitedRecord record;
  std::vector<FieldReader> readers;  ///< one for each column that is asked for
};

DelimitedPosition::DelimitedPosition() = default;
DelimitedPosition::~DelimitedPosition() = default;

DelimitedFile::DelimitedFile(const duckdb::OpenFileInfo& info, std::shared_ptr<const ScanTable> table,
                             DelimitedOptions options)
    : BaseFileReader(info), table_(std::move(table)), options_(std::move(options)) {
  for (size_t i = 0; i < table_->column_count() - table_->descriptor().partition_count; ++i) {
    columns.emplace_back(table_->descriptor().columns[i].name, table_->types()[i]);
  }
}

duckdb::unique_ptr<duckdb::FileHandle> DelimitedFile::open(duckdb::ClientContext& context) const {
  auto flags = duckdb::FileFlags::FILE_FLAGS_READ | duckdb::FileCompressionType::AUTO_DETECT;
  return duckdb::FileSystem::GetFileSystem(context).OpenFile(file, flags);
}

void DelimitedFile::PrepareReader(duckdb::ClientContext& context, duckdb::GlobalTableFunctionState&) {
  for (size_t i = 0; i < column_ids.size(); ++i) {
    requested_.push_back(column_ids[duckdb::MultiFileLocalIndex(i)].GetId());
  }
  auto handle = open(context);
  bool compressed = handle->GetFileCompressionType() != duckdb::FileCompressionType::UNCOMPRESSED;
  size_ = compressed ? std::numeric_limits<size_t>::max() : handle->GetFileSize();
}

bool DelimitedFile::TryInitializeScan(duckdb::ClientContext&, duckdb::GlobalTableFunctionState&,
                                      duckdb::LocalTableFunctionState& local) {
  if (any_part_given_ && next_begin_ >= size_) return false;
  auto& position = local.Cast<DelimitedPosition>();
  bool whole = size_ == std::numeric_limits<size_t>::max();
  position.begin = next_begin_;
  position.end = whole ? size_ : next_begin_ + kPartBytes;
  next_begin_ = position.end;
  any_part_given_ = true;
  return true;
}

void DelimitedFile::PrepareScan(duckdb::ClientContext& context, duckdb::GlobalTableFunctionState&,
                                duckdb::LocalTableFunctionState& local) {
  auto& position = local.Cast<DelimitedPosition>();
  position.reading = std::make_unique<DelimitedPosition::Reading>(
      LineReader(open(context), position.begin, position.end, options_.line_separator), options_);
  for (auto column : requested_) {
    auto reader = make_field_reader(table_->descriptor().columns[column].type, options_, table_->time_zone());
    if (!reader) throw duckdb::NotImplementedException(reader.error().message);
    position.reading->readers.push_back(std::move(*reader));
  }
  if (position.begin > 0 || !options_.header) return;
  while (auto line = position.reading->lines.next()) {
    if (!is_blank(*line) && !(options_.comment && line->starts_with(*options_.comment))) break;
  }
}

duckdb::AsyncResult DelimitedFile::Scan(duckdb::ClientContext&, duckdb::GlobalTableFunctionState&,
                                        duckdb::LocalTableFunctionState& local, duckdb::DataChunk& chunk) {
  auto& reading = *local.Cast<DelimitedPosition>().reading;
  duckdb::idx_t rows = 0;
  while (rows < STANDARD_VECTOR_SIZE) {
    auto line = reading.lines.next();
    if (!line) break;
    if (is_blank(*line) || (options_.comment && line->starts_with(*options_.comment))) continue;
    read_line(*line, reading, chunk, rows++);
  }
  chunk.SetCardinality(rows);
  return duckdb::AsyncResult(rows == 0 ? duckdb::SourceResultType::FINISHED
                                       : duckdb::SourceResultType::HAVE_MORE_OUTPUT);
}

void DelimitedFile::read_line(std::string_view line, DelimitedPosition::Reading& reading, duckdb::DataChunk& chunk,
                              duckdb::idx_t row) const {
  const auto& fields = reading.record.take_apart(line);
  if (options_.fails_on_malformed && fields.size() != columns.size()) {
    throw duckdb::InvalidInputException("Failed to read file \"%s\": malformed record: %s", file.path,
                                        std::string(line));
  }
  for (size_t i = 0; i < requested_.size(); ++i) {
    auto column = requested_[i];
    auto& vector = chunk.data[i];
    if (column >= fields.size() || fields[column].is_null) {
      duckdb::FlatVector::SetNull(vector, row, true);
    } else if (!reading.readers[i](fields[column].text, vector, row)) {
      if (options_.fails_on_malformed) {
        throw duckdb::InvalidInputException("Failed to read file \"%s\": malformed record: %s", file.path,
                                            std::string(line));
      }
      duckdb::FlatVector::SetNull(vector, row, true);
    }
  }
}

}  // namespace skep::engine
