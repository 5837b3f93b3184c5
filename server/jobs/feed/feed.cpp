#include "server/jobs/feed/feed.hpp"

#include <fmt/format.h>

#include <boost/json/parse.hpp>

#include "server/jobs/feed/record.hpp"

namespace jobswipe::jobs {
namespace {

base::Error refuse(std::string detail) {
  return {base::ErrorCode::unprocessable, std::move(detail), {}, {}};
}

bool is_json_ld(const json::object& object) {
  return object.contains("@context") || object.contains("@type") || object.contains("@graph");
}

/// What the document is made of, for the refusal.
std::string describe(const json::value& document) {
  if (document.is_array()) return fmt::format("a list of {} without postings' fields", document.get_array().size());
  if (!document.is_object()) return "neither an object nor a list";
  std::string names;
  for (const auto& entry : document.get_object()) {
    if (names.size() > 100) return "an object with " + names + ", …";
    if (!names.empty()) names += ", ";
    names += std::string_view(entry.key()).substr(0, 40);
  }
  return names.empty() ? "an empty object" : "an object with " + names;
}

std::optional<Shape> shape_of(const json::value& document) {
  if (document.is_array()) {
    const auto& list = document.get_array();
    if (list.empty() || !list.front().is_object()) return std::nullopt;
    const auto& first = list.front().get_object();
    if (is_json_ld(first)) return Shape::page;
    return first.contains("hostedUrl") || first.contains("categories") || first.contains("text")
               ? std::optional(Shape::lever)
               : std::nullopt;
  }
  if (!document.is_object()) return std::nullopt;
  const auto& object = document.get_object();
  if (is_json_ld(object)) return Shape::page;
  if (object.contains("offers")) return Shape::recruitee;
  if (object.contains("hostedUrl")) return Shape::lever;
  if (object.contains("absolute_url")) return Shape::greenhouse;
  const auto* jobs = object.if_contains("jobs");
  if (jobs == nullptr || !jobs->is_array()) return std::nullopt;
  if (object.contains("apiVersion")) return Shape::ashby;
  if (object.contains("meta")) return Shape::greenhouse;
  for (const auto& job : jobs->get_array()) {
    if (!job.is_object()) continue;
    if (job.get_object().contains("absolute_url")) return Shape::greenhouse;
    if (job.get_object().contains("jobUrl")) return Shape::ashby;
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(Shape shape) noexcept {
  switch (shape) {
    case Shape::greenhouse:
      return "greenhouse";
    case Shape::lever:
      return "lever";
    case Shape::ashby:
      return "ashby";
    case Shape::recruitee:
      return "recruitee";
    case Shape::page:
      return "page";
  }
  return "";
}

base::Result<ParsedFeed> parse_feed(std::string_view document, const FeedContext& context,
                                    std::optional<Shape> wanted) {
  if (document.starts_with("\xef\xbb\xbf")) document.remove_prefix(3);
  const auto first = document.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return refuse("The document is empty.");
  if (document[first] == '<') {
    if (wanted && *wanted != Shape::page)
      return refuse(
          fmt::format("The document is a page of HTML, not {}'s JSON. Check the board's name.", to_string(*wanted)));
    return parse_page(document, context);
  }
  boost::system::error_code error;
  json::parse_options options;
  options.max_depth = 64;
  const json::value value = json::parse(json::string_view(document.data(), document.size()), error, {}, options);
  if (error) return refuse(fmt::format("The document is not JSON ({}).", error.message()));
  const auto shape = wanted ? wanted : shape_of(value);
  if (!shape)
    return refuse(
        fmt::format("The document is not a feed of Greenhouse, Lever, Ashby or Recruitee, nor a JobPosting: it is {}.",
                    describe(value)));
  auto parsed = [&]() -> base::Result<ParsedFeed> {
    switch (*shape) {
      case Shape::greenhouse:
        return parse_greenhouse(value, context);
      case Shape::lever:
        return parse_lever(value, context);
      case Shape::ashby:
        return parse_ashby(value, context);
      case Shape::recruitee:
        return parse_recruitee(value, context);
      case Shape::page:
        return parse_json_ld(value, context);
    }
    throw std::logic_error("a shape without parser");
  }();
  if (!parsed && wanted) return refuse(fmt::format("{} The document is {}.", parsed.error().detail, describe(value)));
  return parsed;
}

}  // namespace jobswipe::jobs
