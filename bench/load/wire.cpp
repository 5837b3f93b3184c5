#include "bench/load/wire.hpp"

#include <charconv>
#include <stdexcept>

namespace jobswipe::load {
namespace {

bool equal_without_case(std::string_view a, std::string_view lower) noexcept {
  if (a.size() != lower.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const char c = a[i] >= 'A' && a[i] <= 'Z' ? static_cast<char>(a[i] + 32) : a[i];
    if (c != lower[i]) return false;
  }
  return true;
}

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  return text;
}

/// The value of a field in a head; nothing when there is none.
std::optional<std::string_view> field(std::string_view head, std::string_view lower_name) noexcept {
  for (auto at = head.find("\r\n"); at != std::string_view::npos;) {
    const auto from = at + 2;
    at = head.find("\r\n", from);
    const auto line = head.substr(from, at == std::string_view::npos ? at : at - from);
    const auto colon = line.find(':');
    if (colon != std::string_view::npos && equal_without_case(line.substr(0, colon), lower_name))
      return trimmed(line.substr(colon + 1));
  }
  return std::nullopt;
}

}  // namespace

std::optional<Response> parse_response(std::string_view bytes) {
  const auto end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) {
    if (bytes.size() > 65536) throw std::runtime_error("a response's head is longer than 64 KiB");
    return std::nullopt;
  }
  Response response;
  response.head = bytes.substr(0, end);
  if (!response.head.starts_with("HTTP/1.1 ") || response.head.size() < 12)
    throw std::runtime_error("this is no HTTP/1.1 response: " + std::string(response.head.substr(0, 80)));
  std::from_chars(response.head.data() + 9, response.head.data() + 12, response.status);
  std::size_t length = 0;
  const auto given = field(response.head, "content-length");
  if (given) {
    std::from_chars(given->data(), given->data() + given->size(), length);
  } else if (response.status != 101 && response.status != 204 && response.status != 304) {
    throw std::runtime_error("a response has no Content-Length: " + std::string(response.head.substr(0, 400)));
  }
  response.size = end + 4 + length;
  if (bytes.size() < response.size) return std::nullopt;
  response.body = bytes.substr(end + 4, length);
  const auto connection = field(response.head, "connection");
  response.last = connection && equal_without_case(*connection, "close");
  return response;
}

std::optional<Frame> parse_frame(std::string_view bytes) {
  if (bytes.size() < 2) return std::nullopt;
  const auto second = static_cast<unsigned char>(bytes[1]);
  if (second & 0x80) throw std::runtime_error("a server's frame is masked");
  std::size_t header = 2;
  std::uint64_t length = second & 0x7f;
  const std::size_t more = length == 126 ? 2 : length == 127 ? 8 : 0;
  if (bytes.size() < header + more) return std::nullopt;
  if (more > 0) {
    length = 0;
    for (std::size_t i = 0; i < more; ++i) length = length << 8 | static_cast<unsigned char>(bytes[header + i]);
    header += more;
  }
  if (bytes.size() < header + length) return std::nullopt;
  Frame frame;
  frame.opcode = bytes[0] & 0x0f;
  frame.payload = bytes.substr(header, length);
  frame.size = header + length;
  return frame;
}

std::string client_frame(int opcode, std::string_view payload) {
  if (payload.size() > 125) throw std::invalid_argument("a client's frame holds at most 125 bytes here");
  std::string frame;
  frame += static_cast<char>(0x80 | opcode);
  frame += static_cast<char>(0x80 | payload.size());
  frame.append(4, '\0');
  frame += payload;
  return frame;
}

std::string_view member(std::string_view json, std::string_view name) {
  std::string key;
  key.reserve(name.size() + 3);
  key.append(1, '"').append(name).append("\":");
  const auto at = json.find(key);
  if (at == std::string_view::npos) return {};
  auto rest = trimmed(json.substr(at + key.size()));
  if (rest.starts_with('"')) {
    rest.remove_prefix(1);
    return rest.substr(0, rest.find('"'));
  }
  return rest.substr(0, rest.find_first_of(",}] \n"));
}

}  // namespace jobswipe::load
