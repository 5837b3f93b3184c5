#pragma once

#include <boost/json/value.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/schema/schema.hpp"
#include "io/http/message.hpp"

namespace jobswipe::gateway {

struct Parameter {
  std::string name;
  bool required = false;
  schema::Schema schema;
};

/// One operation of the contract, compiled.
struct OperationSpec {
  std::string id;
  http::Method method = http::Method::get;
  std::string path;   ///< the template, such as /api/jobs/{id}
  bool open = false;  ///< needs no credentials
  bool for_web = false, for_device = false;
  bool repeats_itself = false;  ///< `x-idempotency: handler`: answers are never kept
  std::vector<Parameter> path_parameters, query_parameters;
  std::optional<schema::Schema> json_body;
  std::vector<std::string> other_media;  ///< accepted as bytes, such as application/pdf
  bool takes_body = false;
  bool body_required = false;
};

/// api/openapi.yaml, compiled once per process; immutable.
class Contract {
 public:
  /// Throws std::invalid_argument naming the place that is not understood.
  explicit Contract(std::string_view openapi_json);
  ~Contract();
  /// The embedded one.
  static const Contract& embedded();

  struct Match {
    const OperationSpec* operation = nullptr;  ///< nullptr: see `allowed`
    std::vector<std::pair<std::string, std::string>> path;
    std::string allowed;  ///< methods of this path, for Allow; empty when the path is unknown
  };
  /// One trailing slash is ignored; HEAD is answered by GET.
  Match find(http::Method method, std::string_view path) const;
  const std::vector<std::unique_ptr<OperationSpec>>& operations() const noexcept { return operations_; }

 private:
  struct Branch;
  void add_operation(schema::Compiler& compiler, const std::string& path, const std::string& method,
                     const boost::json::value& operation, const boost::json::value* shared_parameters,
                     const boost::json::value* default_security);
  void add_route(const std::string& path, std::size_t operation);

  std::vector<std::unique_ptr<OperationSpec>> operations_;
  std::unique_ptr<Branch> root_;
};

}  // namespace jobswipe::gateway
