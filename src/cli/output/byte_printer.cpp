#include "cli/output/row_printer.h"

namespace skep::cli {
namespace {

/// Copies an answer through as it comes.
class CopyPrinter : public Printer {
 public:
  CopyPrinter(Form form, Output& output) : form_(form), output_(output) {}

  Form form() const override { return form_; }
  bool add(std::string_view bytes) override { return output_.write(bytes); }
  void finish() override {}

 private:
  Form form_;
  Output& output_;
};

/// CSV whose first record, the header, is left out.
class HeadlessCsvPrinter final : public CopyPrinter {
 public:
  explicit HeadlessCsvPrinter(Output& output) : CopyPrinter(Form::csv, output) {}

  bool add(std::string_view bytes) override {
    while (in_header_ && !bytes.empty()) {
      if (bytes.front() == '"') in_quotes_ = !in_quotes_;
      in_header_ = bytes.front() != '\n' || in_quotes_;
      bytes.remove_prefix(1);
    }
    return CopyPrinter::add(bytes);
  }

 private:
  bool in_header_ = true;
  bool in_quotes_ = false;
};

/// Puts a comma between the objects of NDJSON and brackets around them.
class ArrayPrinter final : public Printer {
 public:
  ArrayPrinter(std::string open, std::string close, Output& output)
      : open_(std::move(open)), close_(std::move(close)), output_(output) {}

  Form form() const override { return Form::ndjson; }

  bool add(std::string_view bytes) override {
    std::string out;
    for (auto c : bytes) {
      if (is_between_) out += out_count_++ == 0 ? open_ : ",\n";
      is_between_ = c == '\n';
      if (!is_between_) out += c;
    }
    return output_.write(out);
  }

  void finish() override { output_.write((out_count_ == 0 ? open_ : "") + close_); }

 private:
  std::string open_;
  std::string close_;
  Output& output_;
  bool is_between_ = true;
  size_t out_count_ = 0;
};

}  // namespace

std::unique_ptr<Printer> make_byte_printer(const OutputOptions& options, Output& output) {
  switch (options.style) {
    case Style::csv:
      if (!options.show_header.value_or(true)) return std::make_unique<HeadlessCsvPrinter>(output);
      return std::make_unique<CopyPrinter>(Form::csv, output);
    case Style::json: return std::make_unique<ArrayPrinter>("[", "]\n", output);
    case Style::resultset: return std::make_unique<ArrayPrinter>("{\"resultset\":[", "]}\n", output);
    default: return std::make_unique<CopyPrinter>(Form::ndjson, output);
  }
}

}  // namespace skep::cli
