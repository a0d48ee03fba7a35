#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Runs files of golden cases: input above, "----", expected output below, a blank line between cases. Lines that
/// begin with "# " before an input are comments and stay. An input may hold blank lines, an output may not; a line of
/// input that would be a comment or the separator cannot be written.
namespace skep::golden {

struct Case {
  std::vector<std::string> comments;
  std::string input;
  std::string expected;  ///< without the newline at its end
  int line = 0;          ///< where the input begins, from 1
};

inline std::string without_trailing_newlines(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

/// Cuts a file's text into its cases.
inline std::vector<Case> read_cases(const std::string& text) {
  std::vector<Case> cases;
  std::istringstream lines(text);
  std::string line;
  Case current;
  enum { before_input, in_input, in_output } place = before_input;
  auto finish = [&] {
    if (place == before_input && current.comments.empty()) return;
    current.input = without_trailing_newlines(current.input);
    current.expected = without_trailing_newlines(current.expected);
    cases.push_back(std::exchange(current, {}));
    place = before_input;
  };
  for (int number = 1; std::getline(lines, line); number++) {
    if (place == in_output) {
      if (line.empty()) {
        finish();
      } else {
        current.expected += line + "\n";
      }
    } else if (line == "----") {
      place = in_output;
    } else if (place == before_input && line.starts_with("#")) {
      current.comments.push_back(line);
    } else if (place == in_input || !line.empty()) {
      if (place == before_input) current.line = number;
      place = in_input;
      current.input += line + "\n";
    } else if (!current.comments.empty()) {
      finish();  // comments that stand alone, such as a file's first line
    }
  }
  finish();
  return cases;
}

/// Puts a file's text together again, with what came out of each case.
inline std::string write_cases(const std::vector<Case>& cases, const std::vector<std::string>& outputs) {
  std::string text;
  for (size_t i = 0; i < cases.size(); i++) {
    if (i > 0) text += "\n";
    for (const auto& comment : cases[i].comments) text += comment + "\n";
    if (!cases[i].input.empty()) text += cases[i].input + "\n----\n" + outputs[i] + "\n";
  }
  return text;
}

inline std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file) << "cannot read " << path;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

/// Runs every case of one file and compares; with SKEP_UPDATE=1 in the environment writes what came out instead, so
/// that the diff can be reviewed.
inline void run_file(const std::filesystem::path& path, const std::function<std::string(const Case&)>& run) {
  auto before = read_text(path);
  auto cases = read_cases(before);

  const char* wanted = std::getenv("SKEP_UPDATE");
  bool updates = wanted && std::string_view(wanted) == "1";
  std::vector<std::string> outputs;
  for (const auto& test : cases) {
    outputs.push_back(test.input.empty() ? "" : without_trailing_newlines(run(test)));
    if (updates) continue;
    EXPECT_EQ(outputs.back(), test.expected) << path.string() << ":" << test.line << "\n" << test.input;
  }
  if (updates && write_cases(cases, outputs) != before) std::ofstream(path) << write_cases(cases, outputs);
}

/// Lists a folder's "*.test" files by name.
inline std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".test") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace skep::golden
