#include "io/ws/frame.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <cstring>
#include <utility>

namespace jobswipe::ws {

namespace {

constexpr std::size_t kMaxControlBytes = 125;

std::string base64(const unsigned char* bytes, std::size_t size) {
  std::string out(4 * ((size + 2) / 3), '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes, static_cast<int>(size));
  return out;
}

std::uint64_t big_endian(std::string_view bytes) noexcept {
  std::uint64_t value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

void check_close_code(int code) {
  const bool defined =
      (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
  if (!defined) throw ProtocolError(kProtocolError, "close code " + std::to_string(code) + " must not be sent");
}

Message close_message(std::string payload) {
  Message message;
  message.opcode = Opcode::close;
  message.close_code = 1005;
  if (payload.size() == 1) throw ProtocolError(kProtocolError, "close frame with half a code");
  if (payload.size() >= 2) {
    message.close_code = static_cast<int>(big_endian(std::string_view(payload).substr(0, 2)));
    check_close_code(message.close_code);
    message.payload = payload.substr(2);
    if (!is_utf8(message.payload)) throw ProtocolError(kInvalidPayload, "close reason is not UTF-8");
  }
  return message;
}

}  // namespace

std::optional<Message> Decoder::next(std::string_view input, std::size_t& used) {
  for (;;) {
    std::string_view rest = input.substr(used);
    if (rest.size() < 2) return std::nullopt;
    const auto first = static_cast<unsigned char>(rest[0]);
    const auto second = static_cast<unsigned char>(rest[1]);
    const bool fin = first & 0x80;
    const unsigned code = first & 0x0f;
    const bool masked = second & 0x80;
    if (first & 0x70) throw ProtocolError(kProtocolError, "reserved bits are set and no extension was agreed on");
    if ((code > 2 && code < 8) || code > 10) throw ProtocolError(kProtocolError, "unknown opcode");
    if (masked != from_client_) {
      throw ProtocolError(kProtocolError,
                          from_client_ ? "a client's frame must be masked" : "a server's frame is masked");
    }
    const auto opcode = static_cast<Opcode>(code);
    const bool control = code >= 8;
    const unsigned short_length = second & 0x7f;
    if (control && (!fin || short_length > kMaxControlBytes)) {
      throw ProtocolError(kProtocolError, "control frame is fragmented or longer than 125 bytes");
    }
    if (opcode == Opcode::binary) throw ProtocolError(kUnsupported, "only text messages are accepted");
    if (opcode == Opcode::continuation && !in_message_) {
      throw ProtocolError(kProtocolError, "continuation without a message");
    }
    if (opcode == Opcode::text && in_message_) {
      throw ProtocolError(kProtocolError, "new message inside a fragmented one");
    }

    const std::size_t length_bytes = short_length == 126 ? 2 : short_length == 127 ? 8 : 0;
    const std::size_t header = 2 + length_bytes + (masked ? 4 : 0);
    if (rest.size() < 2 + length_bytes) return std::nullopt;
    const std::uint64_t length = length_bytes ? big_endian(rest.substr(2, length_bytes)) : short_length;
    if ((length_bytes == 2 && length < 126) || (length_bytes == 8 && length < 65536) || length >> 63) {
      throw ProtocolError(kProtocolError, "frame length is not in its shortest form");
    }
    if (!control && length > max_message_bytes_ - std::min(fragments_.size(), max_message_bytes_)) {
      throw ProtocolError(kTooBig, "message is longer than " + std::to_string(max_message_bytes_) + " bytes");
    }
    if (rest.size() < header + length) return std::nullopt;

    std::string payload(rest.substr(header, length));
    if (masked) {
      std::uint32_t mask = 0;
      std::memcpy(&mask, rest.data() + header - 4, 4);
      apply_mask(payload, mask);
    }
    used += header + length;

    if (opcode == Opcode::close) return close_message(std::move(payload));
    if (control) {
      Message message;
      message.opcode = opcode;
      message.payload = std::move(payload);
      return message;
    }
    if (in_message_) {
      fragments_ += payload;
    } else {
      fragments_ = std::move(payload);
    }
    in_message_ = !fin;
    if (!fin) continue;
    Message message;
    message.payload = std::exchange(fragments_, std::string());
    if (!is_utf8(message.payload)) throw ProtocolError(kInvalidPayload, "text message is not UTF-8");
    return message;
  }
}

FrameHeader encode_header(Opcode opcode, std::size_t payload_bytes, std::optional<std::uint32_t> mask) {
  FrameHeader header;
  auto put = [&header](unsigned byte) { header.bytes[header.size++] = static_cast<char>(byte); };
  put(0x80u | static_cast<unsigned>(opcode));
  const unsigned mask_bit = mask ? 0x80 : 0;
  int length_bytes = 0;
  if (payload_bytes < 126) {
    put(mask_bit | static_cast<unsigned>(payload_bytes));
  } else if (payload_bytes < 65536) {
    put(mask_bit | 126u);
    length_bytes = 2;
  } else {
    put(mask_bit | 127u);
    length_bytes = 8;
  }
  for (int i = length_bytes - 1; i >= 0; --i) put((static_cast<std::uint64_t>(payload_bytes) >> (8 * i)) & 0xff);
  if (mask) {
    std::memcpy(header.bytes.data() + header.size, &*mask, 4);
    header.size += 4;
  }
  return header;
}

void apply_mask(std::string& payload, std::uint32_t mask) noexcept {
  char key[4];
  std::memcpy(key, &mask, 4);
  for (std::size_t i = 0; i < payload.size(); ++i) payload[i] = static_cast<char>(payload[i] ^ key[i & 3]);
}

std::string encode_close(int code, std::string_view reason) {
  constexpr std::size_t kMaxReason = kMaxControlBytes - 2;
  if (reason.size() > kMaxReason) {
    std::size_t cut = kMaxReason;
    while (cut > 0 && (static_cast<unsigned char>(reason[cut]) & 0xc0) == 0x80) --cut;
    reason = reason.substr(0, cut);
  }
  std::string body;
  body.push_back(static_cast<char>(code >> 8));
  body.push_back(static_cast<char>(code & 0xff));
  body.append(reason);
  return body;
}

bool is_utf8(std::string_view text) noexcept {
  const auto* p = reinterpret_cast<const unsigned char*>(text.data());
  const auto* const end = p + text.size();
  while (p < end) {
    if (*p < 0x80) {
      ++p;
      continue;
    }
    // Unicode 15, table 3-7: the second byte's range rules out overlong forms, surrogates and what is above U+10FFFF.
    int more = 0;
    unsigned char low = 0x80, high = 0xbf;
    if (*p >= 0xc2 && *p <= 0xdf) {
      more = 1;
    } else if (*p >= 0xe0 && *p <= 0xef) {
      more = 2;
      if (*p == 0xe0) low = 0xa0;
      if (*p == 0xed) high = 0x9f;
    } else if (*p >= 0xf0 && *p <= 0xf4) {
      more = 3;
      if (*p == 0xf0) low = 0x90;
      if (*p == 0xf4) high = 0x8f;
    } else {
      return false;
    }
    if (end - p <= more || p[1] < low || p[1] > high) return false;
    for (int i = 2; i <= more; ++i) {
      if ((p[i] & 0xc0) != 0x80) return false;
    }
    p += more + 1;
  }
  return true;
}

std::string accept_for(std::string_view key) {
  const std::string text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  unsigned char digest[SHA_DIGEST_LENGTH];
  SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest);
  return base64(digest, sizeof digest);
}

bool is_valid_key(std::string_view key) noexcept {
  if (key.size() != 24 || key.substr(22) != "==") return false;
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  return key.substr(0, 22).find_first_not_of(kAlphabet) == std::string_view::npos;
}

std::string make_key() {
  unsigned char bytes[16];
  if (RAND_bytes(bytes, sizeof bytes) != 1) throw std::runtime_error("OpenSSL has no random bytes");
  return base64(bytes, sizeof bytes);
}

}  // namespace jobswipe::ws
