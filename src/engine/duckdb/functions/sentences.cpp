#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"

#include <unicode/brkiter.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <memory>

namespace skep::engine {
namespace {

using Words = std::vector<std::string>;

std::unique_ptr<icu::BreakIterator> iterator(bool of_sentences) {
  auto status = U_ZERO_ERROR;
  auto locale = icu::Locale::getRoot();
  std::unique_ptr<icu::BreakIterator> made(of_sentences ? icu::BreakIterator::createSentenceInstance(locale, status)
                                                        : icu::BreakIterator::createWordInstance(locale, status));
  if (U_FAILURE(status)) raise({"FAILED_FUNCTION_CALL", "the rules of sentences and words are not installed"});
  return made;
}

bool is_hyphen_within_word(const icu::UnicodeString& text, int32_t at) {
  return at > 0 && at + 1 < text.length() && text[at] == u'-' && u_isalnum(text.char32At(at - 1)) &&
         u_isalnum(text.char32At(at + 1));
}

/// The words of a sentence: what starts with a letter or a digit. A hyphen within a word belongs to it.
Words words_of(const icu::UnicodeString& sentence) {
  thread_local auto words = iterator(false);
  words->setText(sentence);
  Words found;
  int32_t begin = words->first();
  for (int32_t end = words->next(); end != icu::BreakIterator::DONE; end = words->next()) {
    bool goes_on = is_hyphen_within_word(sentence, end) || (end > 0 && is_hyphen_within_word(sentence, end - 1));
    if (goes_on) continue;
    if (u_isalnum(sentence.char32At(begin))) {
      std::string word;
      sentence.tempSubStringBetween(begin, end).toUTF8String(word);
      found.push_back(std::move(word));
    }
    begin = end;
  }
  return found;
}

duckdb::list_entry_t append_list(duckdb::Vector& lists, size_t count) {
  duckdb::list_entry_t entry{duckdb::ListVector::GetListSize(lists), count};
  duckdb::ListVector::Reserve(lists, entry.offset + count);
  duckdb::ListVector::SetListSize(lists, entry.offset + count);
  return entry;
}

void sentences_rows(duckdb::DataChunk& arguments, duckdb::ExpressionState&, duckdb::Vector& result) {
  thread_local auto sentences = iterator(true);
  map_rows<duckdb::list_entry_t, std::string_view>(arguments, result, [&](std::string_view text) {
    auto whole = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
    sentences->setText(whole);
    std::vector<Words> found;
    int32_t begin = sentences->first();
    for (int32_t end = sentences->next(); end != icu::BreakIterator::DONE; end = sentences->next()) {
      found.push_back(words_of(whole.tempSubStringBetween(begin, end)));
      begin = end;
    }
    auto entry = append_list(result, found.size());
    auto& inner = duckdb::ListVector::GetEntry(result);
    for (size_t i = 0; i < found.size(); ++i) {
      auto words = append_list(inner, found[i].size());
      duckdb::FlatVector::GetData<duckdb::list_entry_t>(inner)[entry.offset + i] = words;
      auto& items = duckdb::ListVector::GetEntry(inner);
      for (size_t j = 0; j < found[i].size(); ++j) {
        duckdb::FlatVector::GetData<duckdb::string_t>(items)[words.offset + j] =
            duckdb::StringVector::AddString(items, found[i][j]);
      }
    }
    return entry;
  });
}

}  // namespace

void add_sentences(Registrar& registrar) {
  using duckdb::LogicalType;
  auto lists = LogicalType::LIST(LogicalType::LIST(LogicalType::VARCHAR));
  registrar.put_raising("sentences", duckdb::ScalarFunction({LogicalType::VARCHAR}, lists, sentences_rows));
}

}  // namespace skep::engine
