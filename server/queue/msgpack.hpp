#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace jobswipe::queue {

/// Appends MessagePack (github.com/msgpack/msgpack/blob/master/spec.md) to a string: what BullMQ's scripts take their
/// arguments in. An array or map announces its size; its items follow. No I/O.
class Packer {
 public:
  explicit Packer(std::string& out) : out_(out) {}

  Packer& nil() { return byte(0xc0); }
  Packer& boolean(bool value) { return byte(value ? 0xc3 : 0xc2); }
  Packer& integer(std::int64_t value);
  Packer& real(double value);
  Packer& text(std::string_view value);
  Packer& array(std::uint32_t items) { return head(items, 0x90, 15, 0xdc, 0xdd); }
  Packer& map(std::uint32_t entries) { return head(entries, 0x80, 15, 0xde, 0xdf); }

 private:
  Packer& byte(std::uint8_t value) {
    out_.push_back(static_cast<char>(value));
    return *this;
  }
  Packer& big_endian(std::uint64_t value, int bytes) {
    while (bytes-- > 0) byte(static_cast<std::uint8_t>(value >> (8 * bytes)));
    return *this;
  }
  Packer& head(std::uint32_t size, std::uint8_t fix, std::uint32_t fix_limit, std::uint8_t code16, std::uint8_t code32);

  std::string& out_;
};

}  // namespace jobswipe::queue
