#include "results/json_nested_cells.h"

#include "results/json_text.h"
#include "results/typed_cell_writer.h"

#include <arrow/array.h>

#include <string>

namespace skep::results {
namespace {

struct ListCell {
  std::unique_ptr<CellWriter> element;
  const int32_t* offsets = nullptr;

  Result<void> bind(const arrow::Array& array) {
    if (auto fits = expect_type(array, arrow::Type::LIST); !fits) return fits;
    auto& lists = static_cast<const arrow::ListArray&>(array);
    offsets = lists.raw_value_offsets();
    return element->bind(*lists.values());
  }

  char* write(int64_t row, char* to, TextBuffer& out) {
    *to++ = '[';
    for (int32_t at = offsets[row]; at < offsets[row + 1]; at++) {
      to = out.make_room(to, kCellTextMax + 1);
      if (at > offsets[row]) *to++ = ',';
      to = element->write(at, to, out);
    }
    to = out.make_room(to, 1);
    *to++ = ']';
    return to;
  }
};

struct MapCell {
  Shape shape;
  std::unique_ptr<CellWriter> key;
  std::unique_ptr<CellWriter> value;
  TextBuffer key_text = {};
  const int32_t* offsets = nullptr;

  Result<void> bind(const arrow::Array& array) {
    if (auto fits = expect_type(array, arrow::Type::MAP); !fits) return fits;
    auto& maps = static_cast<const arrow::MapArray&>(array);
    offsets = maps.raw_value_offsets();
    if (auto bound = key->bind(*maps.keys()); !bound) return bound;
    return value->bind(*maps.items());
  }

  char* write(int64_t row, char* to, TextBuffer& out) {
    bool pairs = shape == Shape::arrays;
    *to++ = pairs ? '[' : '{';
    for (int32_t at = offsets[row]; at < offsets[row + 1]; at++) {
      to = out.make_room(to, kCellTextMax + 2);
      if (at > offsets[row]) *to++ = ',';
      to = pairs ? write_pair(at, to, out) : write_member(at, to, out);
    }
    to = out.make_room(to, 1);
    *to++ = pairs ? ']' : '}';
    return to;
  }

  char* write_pair(int64_t at, char* to, TextBuffer& out) {
    *to++ = '[';
    to = key->write(at, to, out);
    to = out.make_room(to, kCellTextMax + 1);
    *to++ = ',';
    to = value->write(at, to, out);
    to = out.make_room(to, 1);
    *to++ = ']';
    return to;
  }

  /// A member's name is text: what is not yet (numbers, nested keys) becomes one.
  char* write_member(int64_t at, char* to, TextBuffer& out) {
    key_text.clear();
    key_text.end_at(key->write(at, key_text.reserve(kCellTextMax), key_text));
    auto text = key_text.view();
    to = text.starts_with('"') ? copy_text(out.make_room(to, text.size()), text) : write_json_text(text, to, out);
    to = out.make_room(to, kCellTextMax + 1);
    *to++ = ':';
    return value->write(at, to, out);
  }
};

struct StructCell {
  Shape shape;
  std::vector<TextBuffer> prefixes;  ///< what stands before each field: {"a": or ,
  std::vector<std::unique_ptr<CellWriter>> fields;
  std::vector<std::shared_ptr<arrow::Array>> children = {};

  Result<void> bind(const arrow::Array& array) {
    if (auto fits = expect_type(array, arrow::Type::STRUCT); !fits) return fits;
    auto& structs = static_cast<const arrow::StructArray&>(array);
    if (structs.num_fields() != static_cast<int>(fields.size()))
      return make_error(ErrorCode::internal, "a struct came with {} fields instead of {}", structs.num_fields(),
                        fields.size());
    children.resize(fields.size());
    for (size_t i = 0; i < fields.size(); i++) {
      children[i] = structs.field(static_cast<int>(i));  // cut to the parent's slice
      if (auto bound = fields[i]->bind(*children[i]); !bound) return bound;
    }
    return {};
  }

  char* write(int64_t row, char* to, TextBuffer& out) {
    if (fields.empty()) *to++ = shape == Shape::arrays ? '[' : '{';
    for (size_t i = 0; i < fields.size(); i++) {
      to = out.make_room(to, prefixes[i].size() + kCellTextMax);
      to = copy_short(to, prefixes[i].data(), prefixes[i].size());
      to = fields[i]->write(row, to, out);
    }
    to = out.make_room(to, 1);
    *to++ = shape == Shape::arrays ? ']' : '}';
    return to;
  }
};

}  // namespace

Result<std::unique_ptr<CellWriter>> make_list_writer(const types::DataType& type, const EncoderOptions& options) {
  auto element = make_cell_writer(type.element(), options);
  if (!element) return element.error();
  return make_typed(ListCell{std::move(*element)});
}

Result<std::unique_ptr<CellWriter>> make_map_writer(const types::DataType& type, const EncoderOptions& options) {
  auto key = make_cell_writer(type.key(), options);
  if (!key) return key.error();
  auto value = make_cell_writer(type.value(), options);
  if (!value) return value.error();
  return make_typed(MapCell{options.shape, std::move(*key), std::move(*value)});
}

Result<std::unique_ptr<CellWriter>> make_struct_writer(const types::DataType& type, const EncoderOptions& options) {
  StructCell cell{options.shape, member_prefixes(type.fields(), options), {}};
  for (const auto& field : type.fields()) {
    auto writer = make_cell_writer(field.type, options);
    if (!writer) return writer.error();
    cell.fields.push_back(std::move(*writer));
  }
  return make_typed(std::move(cell));
}

}  // namespace skep::results
