#include "io/http/parser.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <limits>

namespace jobswipe::http {

namespace {

using BeastError = boost::beast::http::error;
using boost::beast::http::verb;

Method method_of(verb given) noexcept {
  switch (given) {
    case verb::get:
      return Method::get;
    case verb::head:
      return Method::head;
    case verb::post:
      return Method::post;
    case verb::put:
      return Method::put;
    case verb::delete_:
      return Method::delete_;
    case verb::options:
      return Method::options;
    case verb::patch:
      return Method::patch;
    default:
      return Method::other;
  }
}

}  // namespace

RequestParser::RequestParser(std::size_t max_header_bytes, std::size_t max_body_bytes) {
  eager(true);
  header_limit(static_cast<std::uint32_t>(max_header_bytes));
  body_limit(max_body_bytes);
}

RequestParser::State RequestParser::feed(std::string& input) {
  while (!input.empty()) {
    error_code ec;
    const std::size_t used = put(boost::asio::buffer(input), ec);
    if (used == input.size()) {
      input.clear();
    } else {
      input.erase(0, used);
    }
    if (ec == BeastError::header_limit) return State::header_too_large;
    if (ec == BeastError::body_limit) return State::body_too_large;
    if (ec && ec != BeastError::need_more) return State::bad_request;
    if (is_done()) return State::done;
    if (ec || used == 0) break;
  }
  return State::more;
}

void RequestParser::on_request_impl(verb given, string_view, string_view target, int version, error_code&) {
  request.method = method_of(given);
  request.target.assign(target.data(), target.size());
  http_minor = version % 10;
}

void RequestParser::on_field_impl(boost::beast::http::field name, string_view name_text, string_view value,
                                  error_code&) {
  if (header_complete) return;  // Trailers are not ours to believe.
  if (name == boost::beast::http::field::host) ++hosts;
  request.fields.add(std::string(name_text), std::string(value));
}

std::size_t RequestParser::on_body_impl(string_view body, error_code&) {
  request.body.append(body.data(), body.size());
  return body.size();
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, string_view body, error_code& ec) {
  return on_body_impl(body, ec);
}

ResponseParser::ResponseParser(std::size_t max_body_bytes, bool head, std::function<bool(std::string_view)> on_body)
    : on_body_(std::move(on_body)) {
  eager(true);
  header_limit(64 * 1024);
  body_limit(max_body_bytes);
  skip(head);
}

ResponseParser::State ResponseParser::feed(std::string& input) {
  while (!input.empty()) {
    error_code ec;
    const std::size_t used = put(boost::asio::buffer(input), ec);
    input.erase(0, used);
    if (stopped_) return State::stopped;
    if (ec == BeastError::body_limit || ec == BeastError::header_limit) return State::too_large;
    if (ec && ec != BeastError::need_more) return State::bad;
    if (is_done()) return State::done;
    if (ec || used == 0) break;
  }
  return is_done() ? State::done : State::more;
}

ResponseParser::State ResponseParser::end() {
  if (!got_some()) return State::bad;
  error_code ec;
  put_eof(ec);
  return ec ? State::bad : State::done;
}

void ResponseParser::on_field_impl(boost::beast::http::field, string_view name, string_view value, error_code&) {
  if (!header_complete) fields.add(std::string(name), std::string(value));
}

std::size_t ResponseParser::on_body_impl(string_view body, error_code& ec) {
  if (!on_body_(std::string_view(body.data(), body.size()))) {
    stopped_ = true;
    ec = BeastError::end_of_stream;
  }
  return body.size();
}

std::size_t ResponseParser::on_chunk_body_impl(std::uint64_t, string_view body, error_code& ec) {
  return on_body_impl(body, ec);
}

}  // namespace jobswipe::http
