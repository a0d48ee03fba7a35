#pragma once

#include "base/result.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace skep::services {

/// How the bytes of a body are packed: HTTP's content codings.
enum class Coding { identity, gzip, zstd };

/// The name in Accept-Encoding and Content-Encoding.
std::string_view to_string(Coding coding);
std::optional<Coding> coding_named(std::string_view name);

/// Chooses by an Accept-Encoding header (RFC 9110, 12.5.3): the highest quality; of equals zstd, then gzip. No header, or
/// none of ours: identity.
Coding choose_coding(std::string_view accept_encoding);

/// Packs a body piece by piece; what a reader has got of it can be unpacked at once. Flat memory. One thread at a time.
class Packer {
 public:
  virtual ~Packer() = default;

  /// Appends the packed piece; with `last` also the end. Nothing may follow that.
  virtual void add(std::string_view piece, bool last, std::string& out) = 0;
};
std::unique_ptr<Packer> make_packer(Coding coding);

/// Unpacks a body piece by piece. One thread at a time.
class Unpacker {
 public:
  virtual ~Unpacker() = default;

  /// Appends at most `most` bytes of what `packed` holds and takes from its front what it has used. Answers false once the
  /// end has been seen. Fails with invalid_argument for what is not packed so.
  virtual Result<bool> take(std::string_view& packed, size_t most, std::string& out) = 0;
};

struct UnpackLimits {
  size_t bytes_max = 16u << 20;  ///< of the unpacked body
  size_t ratio_max = 100;        ///< how many times larger it may be than it came, past the first megabyte
};

/// Unpacks a whole body. Fails with invalid_argument for bytes that are not packed so, are cut short or go on behind their
/// end; with resource_exhausted, naming the setting, past a limit, before more memory than that has been used.
Result<std::string> unpack(Coding coding, std::string_view packed, const UnpackLimits& limits);

// One maker a library; make_packer and unpack choose.
std::unique_ptr<Packer> make_gzip_packer();
std::unique_ptr<Packer> make_zstd_packer();
std::unique_ptr<Unpacker> make_gzip_unpacker();
std::unique_ptr<Unpacker> make_zstd_unpacker();

}  // namespace skep::services
