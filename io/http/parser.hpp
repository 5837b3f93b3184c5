#pragma once

// Private to io/http: the only place where Beast's parser is visible.

#include <boost/beast/http/basic_parser.hpp>
#include <functional>
#include <string>

#include "io/http/message.hpp"

namespace jobswipe::http {

/// Fills a Request straight from Beast's callbacks.
class RequestParser final : public boost::beast::http::basic_parser<true> {
 public:
  RequestParser(std::size_t max_header_bytes, std::size_t max_body_bytes);

  enum class State { more, done, bad_request, header_too_large, body_too_large, bad_method };
  /// Takes bytes off the front of `input`.
  State feed(std::string& input);

  Request request;
  int http_minor = 1;
  int hosts = 0;
  bool header_complete = false;

 private:
  using string_view = boost::beast::string_view;
  using error_code = boost::system::error_code;
  void on_request_impl(boost::beast::http::verb, string_view, string_view, int, error_code&) override;
  void on_response_impl(int, string_view, int, error_code&) override {}
  void on_field_impl(boost::beast::http::field, string_view, string_view, error_code&) override;
  void on_header_impl(error_code&) override { header_complete = true; }
  void on_body_init_impl(boost::optional<std::uint64_t> const&, error_code&) override {}
  std::size_t on_body_impl(string_view, error_code&) override;
  void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, string_view, error_code&) override;
  void on_finish_impl(error_code&) override {}
};

/// Reads one response. The body goes to `on_body` piece by piece; returning false ends the reading.
class ResponseParser final : public boost::beast::http::basic_parser<false> {
 public:
  ResponseParser(std::size_t max_body_bytes, bool head, std::function<bool(std::string_view)> on_body);

  enum class State { more, done, stopped, bad, too_large };
  State feed(std::string& input);
  /// The peer ended the stream: done when the body was to go on until then, else bad.
  State end();

  int status = 0;
  Fields fields;
  bool header_complete = false;

 private:
  using string_view = boost::beast::string_view;
  using error_code = boost::system::error_code;
  void on_request_impl(boost::beast::http::verb, string_view, string_view, int, error_code&) override {}
  void on_response_impl(int code, string_view, int, error_code&) override { status = code; }
  void on_field_impl(boost::beast::http::field, string_view, string_view, error_code&) override;
  void on_header_impl(error_code&) override { header_complete = true; }
  void on_body_init_impl(boost::optional<std::uint64_t> const&, error_code&) override {}
  std::size_t on_body_impl(string_view, error_code&) override;
  void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, string_view, error_code&) override;
  void on_finish_impl(error_code&) override {}

  std::function<bool(std::string_view)> on_body_;
  bool stopped_ = false;
};

}  // namespace jobswipe::http
