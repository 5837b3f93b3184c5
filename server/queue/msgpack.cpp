#include "server/queue/msgpack.hpp"

#include <bit>

namespace jobswipe::queue {

Packer& Packer::integer(std::int64_t value) {
  if (value >= 0) {
    const auto number = static_cast<std::uint64_t>(value);
    if (number < 0x80) return byte(static_cast<std::uint8_t>(number));
    if (number <= 0xff) return byte(0xcc).big_endian(number, 1);
    if (number <= 0xffff) return byte(0xcd).big_endian(number, 2);
    if (number <= 0xffffffff) return byte(0xce).big_endian(number, 4);
    return byte(0xcf).big_endian(number, 8);
  }
  const auto number = static_cast<std::uint64_t>(value);
  if (value >= -32) return byte(static_cast<std::uint8_t>(value));
  if (value >= -0x80) return byte(0xd0).big_endian(number, 1);
  if (value >= -0x8000) return byte(0xd1).big_endian(number, 2);
  if (value >= -0x80000000LL) return byte(0xd2).big_endian(number, 4);
  return byte(0xd3).big_endian(number, 8);
}

Packer& Packer::real(double value) {
  return byte(0xcb).big_endian(std::bit_cast<std::uint64_t>(value), 8);
}

Packer& Packer::text(std::string_view value) {
  const auto size = static_cast<std::uint32_t>(value.size());
  if (size > 31 && size <= 0xff)
    byte(0xd9).big_endian(size, 1);
  else
    head(size, 0xa0, 31, 0xda, 0xdb);
  out_.append(value);
  return *this;
}

Packer& Packer::head(std::uint32_t size, std::uint8_t fix, std::uint32_t fix_limit, std::uint8_t code16,
                     std::uint8_t code32) {
  if (size <= fix_limit) return byte(static_cast<std::uint8_t>(fix | size));
  if (size <= 0xffff) return byte(code16).big_endian(size, 2);
  return byte(code32).big_endian(size, 4);
}

}  // namespace jobswipe::queue
