#include "base/check.h"
#include "services/http/coding.h"

#include <zstd.h>

namespace skep::services {
namespace {

constexpr int kLevel = 1;
constexpr int kWindowLog = 20;          ///< a megabyte: what packing takes in memory, and unpacking at the reader's
constexpr int kWindowLogAccepted = 23;  ///< RFC 9659: what a content coding may ask a reader to hold
constexpr size_t kRoom = 32u << 10;

struct FreePacker {
  void operator()(ZSTD_CCtx* state) const { ZSTD_freeCCtx(state); }
};
struct FreeUnpacker {
  void operator()(ZSTD_DCtx* state) const { ZSTD_freeDCtx(state); }
};

class ZstdPacker final : public Packer {
 public:
  ZstdPacker() {
    check(state_ != nullptr, "zstd gave no packer");
    ZSTD_CCtx_setParameter(state_.get(), ZSTD_c_compressionLevel, kLevel);
    ZSTD_CCtx_setParameter(state_.get(), ZSTD_c_windowLog, kWindowLog);
  }

  void add(std::string_view piece, bool last, std::string& out) override {
    ZSTD_inBuffer in{piece.data(), piece.size(), 0};
    size_t left = 0;
    do {
      size_t size = out.size();
      out.resize(size + kRoom);
      ZSTD_outBuffer room{out.data() + size, kRoom, 0};
      left = ZSTD_compressStream2(state_.get(), &room, &in, last ? ZSTD_e_end : ZSTD_e_flush);
      check(!ZSTD_isError(left), "zstd lost its state");
      out.resize(size + room.pos);
    } while (left > 0);
  }

 private:
  std::unique_ptr<ZSTD_CCtx, FreePacker> state_{ZSTD_createCCtx()};
};

class ZstdUnpacker final : public Unpacker {
 public:
  ZstdUnpacker() {
    check(state_ != nullptr, "zstd gave no unpacker");
    ZSTD_DCtx_setParameter(state_.get(), ZSTD_d_windowLogMax, kWindowLogAccepted);
  }

  Result<bool> take(std::string_view& packed, size_t most, std::string& out) override {
    size_t size = out.size();
    out.resize(size + most);
    ZSTD_inBuffer in{packed.data(), packed.size(), 0};
    ZSTD_outBuffer room{out.data() + size, most, 0};
    size_t left = ZSTD_decompressStream(state_.get(), &room, &in);
    out.resize(size + room.pos);
    packed.remove_prefix(in.pos);
    if (ZSTD_isError(left))
      return make_error(ErrorCode::invalid_argument, "the body is not zstd: {}", ZSTD_getErrorName(left));
    return left > 0;
  }

 private:
  std::unique_ptr<ZSTD_DCtx, FreeUnpacker> state_{ZSTD_createDCtx()};
};

}  // namespace

std::unique_ptr<Packer> make_zstd_packer() { return std::make_unique<ZstdPacker>(); }
std::unique_ptr<Unpacker> make_zstd_unpacker() { return std::make_unique<ZstdUnpacker>(); }

}  // namespace skep::services
