#include "base/text.h"
#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <memory>

namespace skep::engine {
namespace {

constexpr size_t kTagSize = 16;

enum class Mode { ecb, cbc, gcm };

/// How a text is encrypted: one of Spark's pairs of mode and padding, and a key.
struct Cipher {
  Mode mode;
  std::string_view key;
  std::string_view function;

  size_t iv_size() const { return mode == Mode::gcm ? 12 : mode == Mode::cbc ? 16 : 0; }

  const EVP_CIPHER* algorithm() const {
    bool is_long = key.size() == 32, is_middle = key.size() == 24;
    switch (mode) {
      case Mode::ecb: return is_long ? EVP_aes_256_ecb() : is_middle ? EVP_aes_192_ecb() : EVP_aes_128_ecb();
      case Mode::cbc: return is_long ? EVP_aes_256_cbc() : is_middle ? EVP_aes_192_cbc() : EVP_aes_128_cbc();
      case Mode::gcm: break;
    }
    return is_long ? EVP_aes_256_gcm() : is_middle ? EVP_aes_192_gcm() : EVP_aes_128_gcm();
  }
};

Cipher cipher_of(std::string_view function, std::string_view key, std::string_view mode, std::string_view padding) {
  if (key.size() != 16 && key.size() != 24 && key.size() != 32) {
    raise({"INVALID_PARAMETER_VALUE.AES_KEY_LENGTH",
           fmt::format("{} takes a key of 16, 24 or 32 bytes, not {}", function, key.size())});
  }
  auto is = [](std::string_view text, std::string_view name) { return equals_ignoring_case(text, name); };
  bool plain = is(padding, "DEFAULT");
  if (is(mode, "ECB") && (plain || is(padding, "PKCS"))) return {Mode::ecb, key, function};
  if (is(mode, "CBC") && (plain || is(padding, "PKCS"))) return {Mode::cbc, key, function};
  if (is(mode, "GCM") && (plain || is(padding, "NONE"))) return {Mode::gcm, key, function};
  raise({"UNSUPPORTED_FEATURE.AES_MODE",
         fmt::format("{} does not know AES-{} with {} padding", function, mode, padding)});
}

using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

CipherContext new_context() { return {EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free}; }

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

/// Encrypts or decrypts the body; nothing when the bytes do not fit the key.
std::optional<std::string> transform(const Cipher& cipher, bool encrypts, std::string_view iv, std::string_view input,
                                     std::string_view associated) {
  if (!encrypts && input.empty() && cipher.mode != Mode::gcm) return std::string();
  auto context = new_context();
  int length = 0;
  bool is_gcm = cipher.mode == Mode::gcm;
  std::string_view tag;
  if (is_gcm && !encrypts) {
    if (input.size() < kTagSize) return std::nullopt;
    tag = input.substr(input.size() - kTagSize);
    input.remove_suffix(kTagSize);
  }
  bool good = EVP_CipherInit_ex(context.get(), cipher.algorithm(), nullptr, bytes_of(cipher.key),
                                iv.empty() ? nullptr : bytes_of(iv), encrypts) == 1;
  if (good && is_gcm && !associated.empty()) {
    good = EVP_CipherUpdate(context.get(), nullptr, &length, bytes_of(associated),
                            static_cast<int>(associated.size())) == 1;
  }
  std::string output(input.size() + 2 * kTagSize, '\0');
  if (good) {
    good = EVP_CipherUpdate(context.get(), bytes_of(output), &length, bytes_of(input),
                            static_cast<int>(input.size())) == 1;
  }
  auto size = static_cast<size_t>(good ? length : 0);
  if (good && !tag.empty()) {
    std::string wanted(tag);
    good = EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kTagSize, wanted.data()) == 1;
  }
  if (good) good = EVP_CipherFinal_ex(context.get(), bytes_of(output) + size, &length) == 1;
  if (!good) return std::nullopt;
  size += static_cast<size_t>(length);
  if (is_gcm && encrypts) {
    EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kTagSize, output.data() + size);
    size += kTagSize;
  }
  output.resize(size);
  return output;
}

/// aes_encrypt(text, key, mode, padding, iv, aad): an empty iv asks for a random one. It stands before the body.
struct AesEncrypt {
  static Bytes compute(BytesView text, BytesView key, std::string_view mode, std::string_view padding, BytesView given,
                       BytesView associated) {
    auto cipher = cipher_of("aes_encrypt", key.bytes, mode, padding);
    std::string iv(given.bytes);
    if (!iv.empty()) {
      if (cipher.mode == Mode::ecb) {
        raise({"UNSUPPORTED_FEATURE.AES_MODE_IV", "aes_encrypt takes no initialization vector in the mode ECB"});
      }
      if (iv.size() != cipher.iv_size()) {
        raise({"INVALID_PARAMETER_VALUE.AES_IV_LENGTH",
               fmt::format("the initialization vector must have {} bytes, not {}", cipher.iv_size(), iv.size())});
      }
    } else if (cipher.iv_size() > 0) {
      iv.resize(cipher.iv_size());
      RAND_bytes(bytes_of(iv), static_cast<int>(iv.size()));
    }
    if (!associated.bytes.empty() && cipher.mode != Mode::gcm) {
      raise({"UNSUPPORTED_FEATURE.AES_MODE_AAD", "aes_encrypt takes additional data in the mode GCM only"});
    }
    auto body = transform(cipher, true, iv, text.bytes, associated.bytes);
    if (!body) raise({"INVALID_PARAMETER_VALUE.AES_CRYPTO_ERROR", "the text could not be encrypted"});
    return {iv + *body};
  }
};

struct AesDecrypt {
  static std::optional<Bytes> compute(BytesView bytes, BytesView key, std::string_view mode, std::string_view padding,
                                      BytesView associated) {
    auto cipher = cipher_of("aes_decrypt", key.bytes, mode, padding);
    if (!associated.bytes.empty() && cipher.mode != Mode::gcm) {
      raise({"UNSUPPORTED_FEATURE.AES_MODE_AAD", "aes_decrypt takes additional data in the mode GCM only"});
    }
    if (bytes.bytes.size() < cipher.iv_size()) return std::nullopt;
    auto body = transform(cipher, false, bytes.bytes.substr(0, cipher.iv_size()), bytes.bytes.substr(cipher.iv_size()),
                          associated.bytes);
    if (!body) return std::nullopt;
    return Bytes{std::move(*body)};
  }
};

struct AesDecryptOrRaise {
  static Bytes compute(BytesView bytes, BytesView key, std::string_view mode, std::string_view padding,
                       BytesView associated) {
    auto text = AesDecrypt::compute(bytes, key, mode, padding, associated);
    if (!text) raise({"INVALID_PARAMETER_VALUE.AES_CRYPTO_ERROR", "the bytes could not be decrypted with this key"});
    return std::move(*text);
  }
};

/// try_aes_decrypt also forgives a wrong key or mode.
struct TryAesDecrypt {
  static std::optional<Bytes> compute(BytesView bytes, BytesView key, std::string_view mode, std::string_view padding,
                                      BytesView associated) {
    try {
      return AesDecrypt::compute(bytes, key, mode, padding, associated);
    } catch (const duckdb::Exception&) {
      return std::nullopt;
    }
  }
};

}  // namespace

void add_encryption(Registrar& registrar) {
  registrar.add_raising<AesEncrypt>("aes_encrypt");
  registrar.add_raising<AesDecryptOrRaise>("aes_decrypt");
  registrar.add<TryAesDecrypt>("try_aes_decrypt");
}

}  // namespace skep::engine
