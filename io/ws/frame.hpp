#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace jobswipe::ws {

/// RFC 6455, 5.2.
enum class Opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

/// RFC 6455, 7.4.1, and IANA's registry for the last two.
enum CloseCode : int {
  kNormal = 1000,
  kGoingAway = 1001,
  kProtocolError = 1002,
  kUnsupported = 1003,
  kInvalidPayload = 1007,
  kPolicyViolation = 1008,
  kTooBig = 1009,
  kServiceRestart = 1012,
  kTryAgainLater = 1013,
};

/// The peer broke the protocol or a limit: close with this code. Thrown by Decoder.
class ProtocolError : public std::runtime_error {
 public:
  ProtocolError(int code, const std::string& what) : std::runtime_error(what), code_(code) {}
  int code() const noexcept { return code_; }

 private:
  int code_;
};

/// A whole message or a control frame.
struct Message {
  Opcode opcode = Opcode::text;  ///< text, ping, pong or close
  std::string payload;           ///< for close: the reason
  int close_code = 0;            ///< for close: 1005 when the peer gave none
};

/// Reads frames from bytes; no I/O. One per direction of a connection.
class Decoder {
 public:
  /// `from_client`: frames must be masked (5.1), else must not be. Messages beyond `max_message_bytes` are refused
  /// (1009).
  Decoder(bool from_client, std::size_t max_message_bytes)
      : max_message_bytes_(max_message_bytes), from_client_(from_client) {}
  /// The next message in `input`, or std::nullopt when more bytes are needed. Adds the bytes used up to `used`; the
  /// caller drops them before the next call. Throws ProtocolError.
  std::optional<Message> next(std::string_view input, std::size_t& used);

 private:
  std::string fragments_;
  std::size_t max_message_bytes_;
  bool from_client_;
  bool in_message_ = false;
};

/// A frame's header; `mask` is set for a client's frames.
struct FrameHeader {
  std::array<char, 14> bytes;
  std::uint8_t size = 0;
  std::string_view view() const noexcept { return {bytes.data(), size}; }
};
FrameHeader encode_header(Opcode opcode, std::size_t payload_bytes, std::optional<std::uint32_t> mask);
/// XORs in place (5.3).
void apply_mask(std::string& payload, std::uint32_t mask) noexcept;
/// The body of a close frame; the reason is cut to 123 bytes at a character boundary.
std::string encode_close(int code, std::string_view reason);

bool is_utf8(std::string_view text) noexcept;
/// The Sec-WebSocket-Accept that belongs to a Sec-WebSocket-Key (4.2.2).
std::string accept_for(std::string_view key);
/// True for 16 bytes in base64, as Sec-WebSocket-Key must be (4.1).
bool is_valid_key(std::string_view key) noexcept;
/// A fresh random key.
std::string make_key();

}  // namespace jobswipe::ws
