#include "server/jobs/places_api.hpp"

#include <boost/json/array.hpp>

#include "server/jobs/places/places.hpp"

namespace jobswipe::jobs {
namespace {

namespace json = boost::json;

constexpr std::size_t kMost = 10;

json::object place_json(const Place& place) {
  json::object out;
  out["id"] = place.id;
  out["name"] = place.name;
  out["region"] = place.region.empty() ? json::value(nullptr) : json::value(place.region);
  out["country"] = place.country;
  return out;
}

}  // namespace

void PlacesApi::add_to(gateway::Gateway& gateway) {
  gateway.handle("searchPlaces", [this](gateway::Call call) { return search(std::move(call)); });
  gateway.handle("getPlace", [this](gateway::Call call) { return get(std::move(call)); });
}

asio::awaitable<gateway::Answer> PlacesApi::search(gateway::Call call) {
  json::array places;
  for (const auto* place : Places::all().search(call.query.at("q"), kMost)) places.push_back(place_json(*place));
  json::object body;
  body["places"] = std::move(places);
  co_return gateway::json_response(200, body);
}

asio::awaitable<gateway::Answer> PlacesApi::get(gateway::Call call) {
  const auto* place = Places::all().find(std::stoll(call.path.at("placeId")));
  if (place == nullptr) co_return base::Error::not_found("place");
  co_return gateway::json_response(200, place_json(*place));
}

}  // namespace jobswipe::jobs
