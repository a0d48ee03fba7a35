#include "cli/shell/line_editor.h"

#include "cli/output/terminal.h"
#include "cli/output/text_width.h"

#include <histedit.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

namespace skep::cli {

struct LineEditor::State {
  EditLine* editor = nullptr;
  History* history = nullptr;
  HistEvent event{};
  std::string history_path;
  std::string prompt;
  Complete complete;
};

namespace {

constexpr int kHistoryMax = 10'000;

/// What all words begin with, compared without case; in the first word's letters.
std::string common_beginning(const std::vector<std::string>& words) {
  auto common = words.front();
  for (auto& word : words) {
    auto same = [](char a, char b) { return std::tolower(a) == std::tolower(b); };
    auto [end, other] = std::mismatch(common.begin(), common.end(), word.begin(), word.end(), same);
    common.erase(end, common.end());
  }
  return common;
}

size_t count_characters(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

void list_words(const std::vector<std::string>& words) {
  constexpr size_t kListedMax = 200;
  size_t width = 0;
  for (auto& word : words) width = std::max(width, display_width(word) + 2);
  auto size = terminal_size();
  auto per_line = std::max<size_t>(1, (size ? size->columns : 80) / width);
  std::putchar('\n');
  for (size_t i = 0; i < std::min(words.size(), kListedMax); i++) {
    std::printf("%s%s", words[i].c_str(), std::string(width - display_width(words[i]), ' ').c_str());
    if (i % per_line == per_line - 1) std::putchar('\n');
  }
  if (words.size() > kListedMax) std::printf("... %zu in all", words.size());
  std::putchar('\n');
  std::fflush(stdout);
}

}  // namespace

LineEditor::LineEditor(std::string history_path, Complete complete) : state_(std::make_unique<State>()) {
  state_->history_path = std::move(history_path);
  state_->complete = std::move(complete);
  state_->history = history_init();
  history(state_->history, &state_->event, H_SETSIZE, kHistoryMax);
  history(state_->history, &state_->event, H_SETUNIQUE, 1);
  if (!state_->history_path.empty()) history(state_->history, &state_->event, H_LOAD, state_->history_path.c_str());

  auto* editor = state_->editor = el_init("skep", stdin, stdout, stderr);
  el_set(editor, EL_CLIENTDATA, state_.get());
  el_set(
      editor, EL_PROMPT, +[](EditLine* line) {
        void* state = nullptr;
        el_get(line, EL_CLIENTDATA, &state);
        return static_cast<State*>(state)->prompt.data();
      });
  el_set(editor, EL_EDITOR, "emacs");
  el_set(editor, EL_HIST, history, state_->history);
  el_set(
      editor, EL_ADDFN, "skep-complete", "completes a name", +[](EditLine* line, int) -> unsigned char {
        void* state = nullptr;
        el_get(line, EL_CLIENTDATA, &state);
        const auto* info = el_line(line);
        std::string_view before(info->buffer, static_cast<size_t>(info->cursor - info->buffer));
        auto completion = static_cast<State*>(state)->complete(before);
        if (completion.words.empty()) return CC_ERROR;
        auto text = common_beginning(completion.words);
        if (completion.words.size() == 1) {
          text += ' ';
        } else if (text.size() <= before.size() - completion.begin) {
          list_words(completion.words);
          return CC_REDISPLAY;
        }
        auto typed = before.substr(completion.begin);
        if (text.starts_with(typed)) {
          text.erase(0, typed.size());
        } else {
          el_deletestr(line, static_cast<int>(count_characters(typed)));  // typed in another case
        }
        return el_insertstr(line, text.c_str()) == 0 ? CC_REFRESH : CC_ERROR;
      });
  el_set(editor, EL_BIND, "^I", "skep-complete", nullptr);
  el_set(editor, EL_BIND, "^R", "em-inc-search-prev", nullptr);
  el_set(editor, EL_BIND, "\\e[3~", "ed-delete-next-char", nullptr);
  el_set(editor, EL_BIND, "\\e[1;5C", "em-next-word", nullptr);
  el_set(editor, EL_BIND, "\\e[1;5D", "ed-prev-word", nullptr);
  el_source(editor, nullptr);
}

LineEditor::~LineEditor() {
  el_end(state_->editor);
  history_end(state_->history);
}

LineEditor::Event LineEditor::read(const std::string& prompt, std::string& line) {
  state_->prompt = prompt;
  el_resize(state_->editor);
  int length = 0;
  errno = 0;
  const auto* text = el_gets(state_->editor, &length);
  if (!text || length <= 0) return errno == EINTR ? Event::interrupted : Event::end;
  line.assign(text, static_cast<size_t>(length));
  while (line.ends_with('\n') || line.ends_with('\r')) line.pop_back();
  return Event::line;
}

void LineEditor::remember(const std::string& entry) {
  history(state_->history, &state_->event, H_ENTER, entry.c_str());
  if (state_->history_path.empty()) return;
  auto before = ::umask(S_IRWXG | S_IRWXO);  // statements may hold secrets
  history(state_->history, &state_->event, H_SAVE, state_->history_path.c_str());
  ::umask(before);
}

std::string history_path() {
  if (const auto* path = std::getenv("SKEP_HISTORY")) return path;
  const auto* state = std::getenv("XDG_STATE_HOME");
  const auto* home = std::getenv("HOME");
  if (!state && !home) return {};
  auto folder = (state ? std::filesystem::path(state) : std::filesystem::path(home) / ".local/state") / "skep";
  std::error_code problem;
  std::filesystem::create_directories(folder, problem);
  return problem ? std::string() : (folder / "history").string();
}

}  // namespace skep::cli
