#include "base/check.h"
#include "services/http/coding.h"

#include <zlib.h>

namespace skep::services {
namespace {

/// zlib's mark for a gzip header instead of its own, added to the bits of the largest window.
constexpr int kGzipWindow = 15 + 16;
constexpr int kMemoryLevel = 8;
constexpr int kFastest = 1;
constexpr size_t kRoom = 16u << 10;

Bytef* bytes_of(std::string_view text) { return reinterpret_cast<Bytef*>(const_cast<char*>(text.data())); }

class GzipPacker final : public Packer {
 public:
  GzipPacker() {
    int made = deflateInit2(&state_, kFastest, Z_DEFLATED, kGzipWindow, kMemoryLevel, Z_DEFAULT_STRATEGY);
    check(made == Z_OK, "zlib gave no packer");
  }
  ~GzipPacker() override { deflateEnd(&state_); }
  GzipPacker(const GzipPacker&) = delete;
  GzipPacker& operator=(const GzipPacker&) = delete;

  void add(std::string_view piece, bool last, std::string& out) override {
    if (piece.empty() && !last) return;
    state_.next_in = bytes_of(piece);
    state_.avail_in = static_cast<uInt>(piece.size());
    do {
      size_t size = out.size();
      out.resize(size + kRoom);
      state_.next_out = bytes_of(out) + size;
      state_.avail_out = kRoom;
      int done = deflate(&state_, last ? Z_FINISH : Z_SYNC_FLUSH);
      check(done != Z_STREAM_ERROR, "zlib lost its state");
      out.resize(size + kRoom - state_.avail_out);
    } while (state_.avail_out == 0);
  }

 private:
  z_stream state_{};
};

class GzipUnpacker final : public Unpacker {
 public:
  GzipUnpacker() { check(inflateInit2(&state_, kGzipWindow) == Z_OK, "zlib gave no unpacker"); }
  ~GzipUnpacker() override { inflateEnd(&state_); }
  GzipUnpacker(const GzipUnpacker&) = delete;
  GzipUnpacker& operator=(const GzipUnpacker&) = delete;

  Result<bool> take(std::string_view& packed, size_t most, std::string& out) override {
    size_t size = out.size();
    out.resize(size + most);
    state_.next_in = bytes_of(packed);
    state_.avail_in = static_cast<uInt>(packed.size());
    state_.next_out = bytes_of(out) + size;
    state_.avail_out = static_cast<uInt>(most);
    int done = inflate(&state_, Z_NO_FLUSH);
    out.resize(size + most - state_.avail_out);
    packed.remove_prefix(packed.size() - state_.avail_in);
    if (done == Z_STREAM_END) return false;
    if (done == Z_OK || done == Z_BUF_ERROR) return true;
    return make_error(ErrorCode::invalid_argument, "the body is not gzip: {}",
                      state_.msg == nullptr ? "it is damaged" : state_.msg);
  }

 private:
  z_stream state_{};
};

}  // namespace

std::unique_ptr<Packer> make_gzip_packer() { return std::make_unique<GzipPacker>(); }
std::unique_ptr<Unpacker> make_gzip_unpacker() { return std::make_unique<GzipUnpacker>(); }

}  // namespace skep::services
