#pragma once

#include <string_view>

namespace jobswipe::gateway {

/// api/openapi.yaml as JSON, embedded at build.
extern const std::string_view kOpenapiJson;

}  // namespace jobswipe::gateway
