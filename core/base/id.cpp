#include "core/base/id.hpp"

#include <sys/random.h>

#include <chrono>
#include <stdexcept>

namespace jobswipe::base {
namespace {

constexpr char kHex[] = "0123456789abcdef";

constexpr int nibble(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

constexpr bool dash_before(std::size_t byte) noexcept {
  return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

/// Random bytes fetched from the kernel in blocks: one system call makes many ids.
void random_bytes(std::uint8_t* out, std::size_t count) {
  thread_local std::array<std::uint8_t, 256> block;
  thread_local std::size_t used = block.size();
  if (used + count > block.size()) {
    if (getrandom(block.data(), block.size(), 0) != static_cast<ssize_t>(block.size()))
      throw std::runtime_error("getrandom failed: the kernel gives no random bytes");
    used = 0;
  }
  for (std::size_t i = 0; i < count; ++i) out[i] = block[used++];
}

}  // namespace

Uuid Uuid::make() {
  const auto now =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch());
  auto millis = static_cast<std::uint64_t>(now.count());
  Uuid uuid;
  for (int i = 5; i >= 0; --i) {
    uuid.bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(millis);
    millis >>= 8;
  }
  random_bytes(uuid.bytes.data() + 6, 10);
  uuid.bytes[6] = static_cast<std::uint8_t>((uuid.bytes[6] & 0x0F) | 0x70);
  uuid.bytes[8] = static_cast<std::uint8_t>((uuid.bytes[8] & 0x3F) | 0x80);
  return uuid;
}

std::optional<Uuid> Uuid::parse(std::string_view text) noexcept {
  if (text.size() != 36) return std::nullopt;
  Uuid uuid;
  std::size_t at = 0;
  for (std::size_t i = 0; i < 16; ++i) {
    if (dash_before(i) && text[at++] != '-') return std::nullopt;
    const int high = nibble(text[at]), low = nibble(text[at + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    uuid.bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
    at += 2;
  }
  return uuid;
}

std::string Uuid::to_string() const {
  std::string text;
  text.reserve(36);
  for (std::size_t i = 0; i < 16; ++i) {
    if (dash_before(i)) text += '-';
    text += kHex[bytes[i] >> 4];
    text += kHex[bytes[i] & 0x0F];
  }
  return text;
}

}  // namespace jobswipe::base
