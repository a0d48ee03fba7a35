#include "base/text.h"
#include "cli/commands.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace skep::cli {
namespace {

/// One command of the program, as the scripts need it.
struct Described {
  std::string name;
  std::string help;
  struct Option {
    std::vector<std::string> names;  ///< with their dashes
    std::string help;
    bool takes_value = false;
  };
  std::vector<Option> options;
};

void describe_options(const CLI::App& command, std::vector<Described::Option>& options) {
  for (const auto* option : command.get_options()) {
    Described::Option described;
    for (auto& name : option->get_snames()) described.names.push_back("-" + name);
    for (auto& name : option->get_lnames()) described.names.push_back("--" + name);
    if (described.names.empty()) continue;
    described.help = option->get_description();
    described.takes_value = option->get_items_expected_max() > 0;
    options.push_back(std::move(described));
  }
}

std::vector<Described> describe(const CLI::App& app) {
  std::vector<Described> commands;
  for (const auto* command : app.get_subcommands(nullptr)) {
    Described described{command->get_name(), command->get_description(), {}};
    describe_options(*command, described.options);
    for (const auto* group : command->get_subcommands(nullptr)) describe_options(*group, described.options);
    commands.push_back(std::move(described));
  }
  return commands;
}

/// Without what a shell's quotes, zsh's brackets and colons would trip over.
std::string plain(std::string_view help) {
  std::string text;
  for (auto c : help) text += c == '\'' ? "’" : c == '[' ? "(" : c == ']' ? ")" : c == ':' ? ";" : std::string(1, c);
  return text;
}

/// The values that an option takes, where they can be listed.
std::string values_of(const Described::Option& option) {
  if (option.names.back() == "--format") return "table vertical csv tsv json ndjson";
  if (option.names.back() == "--outputformat") return "table vertical csv2 tsv2 dsv csv tsv json jsonfile";
  return {};
}

std::string bash(const std::vector<Described>& commands) {
  std::string names;
  std::string options;
  std::string values;
  for (auto& command : commands) {
    names += (names.empty() ? "" : " ") + command.name;
    std::string all;
    for (auto& option : command.options) {
      all += (all.empty() ? "" : " ") + join(option.names, " ");
      if (auto listed = values_of(option); !listed.empty())
        values += fmt::format("    {}) COMPREPLY=($(compgen -W '{}' -- \"$word\")); return ;;\n", option.names.back(),
                              listed);
    }
    options += fmt::format("    {}) words='{}' ;;\n", command.name, all);
  }
  return fmt::format(R"(# bash completion of skep:  source <(skep completion bash)
_skep() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} words=''
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '{} --help' -- "$word"))
    return
  fi
  case $before in
{}    completion) COMPREPLY=($(compgen -W 'bash zsh fish' -- "$word")); return ;;
  esac
  case ${{COMP_WORDS[1]}} in
{}  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$word"))
  else
    COMPREPLY=($(compgen -f -- "$word"))
  fi
}}
complete -o filenames -F _skep skep
)",
                     names, values, options);
}

std::string zsh(const std::vector<Described>& commands) {
  std::string names;
  std::string options;
  for (auto& command : commands) {
    names += fmt::format("    '{}:{}'\n", command.name, plain(command.help));
    options += fmt::format("    {})\n      _arguments -s \\\n", command.name);
    for (auto& option : command.options) {
      auto listed = values_of(option);
      auto value = !option.takes_value ? "" : listed.empty() ? ":value:_files" : fmt::format(":value:({})", listed);
      for (auto& name : option.names)
        options += fmt::format("        '*{}[{}]{}' \\\n", name, plain(option.help), value);
    }
    options += command.name == "completion" ? "        '1:shell:(bash zsh fish)' ;;\n" : "        '*:file:_files' ;;\n";
  }
  return fmt::format(R"(#compdef skep
# zsh completion of skep:  skep completion zsh > "${{fpath[1]}}/_skep", or source <(skep completion zsh)
_skep() {{
  local -a commands
  commands=(
{}  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
{}  esac
}}
if [ "$funcstack[1]" = _skep ]; then _skep "$@"; else compdef _skep skep; fi
)",
                     names, options);
}

std::string fish(const std::vector<Described>& commands) {
  std::string script = "# fish completion of skep:  skep completion fish | source\ncomplete -c skep -e\n";
  for (auto& command : commands) {
    script +=
        fmt::format("complete -c skep -f -n __fish_use_subcommand -a {} -d '{}'\n", command.name, plain(command.help));
    for (auto& option : command.options) {
      script += fmt::format("complete -c skep -n '__fish_seen_subcommand_from {}'", command.name);
      for (auto& name : option.names) {
        bool is_long = name.starts_with("--");
        script += fmt::format(" -{} {}", is_long ? 'l' : 's', name.substr(is_long ? 2 : 1));
      }
      if (auto listed = values_of(option); !listed.empty())
        script += fmt::format(" -x -a '{}'", listed);
      else if (option.takes_value)
        script += " -r";
      script += fmt::format(" -d '{}'\n", plain(option.help));
    }
  }
  return script + "complete -c skep -f -n '__fish_seen_subcommand_from completion' -a 'bash zsh fish'\n";
}

}  // namespace

int run_completion(const CLI::App& app, const std::string& shell) {
  auto commands = describe(app);
  auto script = shell == "bash" ? bash(commands) : shell == "zsh" ? zsh(commands) : fish(commands);
  std::fputs(script.c_str(), stdout);
  return EXIT_SUCCESS;
}

}  // namespace skep::cli
