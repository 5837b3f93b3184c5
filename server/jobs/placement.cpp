#include "server/jobs/placement.hpp"

#include <optional>

#include "io/loop/run_loop.hpp"
#include "server/jobs/places/places.hpp"

namespace jobswipe::jobs {

using std::chrono::milliseconds;

namespace {
constexpr int kAtOnce = 500;
}

std::vector<store::MapPoint> points_of(const std::vector<std::string>& locations) {
  std::vector<store::MapPoint> points;
  for (const auto* place : Places::all().resolve(locations)) points.push_back({place->latitude, place->longitude});
  return points;
}

asio::awaitable<std::size_t> Placement::place_some(store::JobsStore& store, int count) {
  auto jobs = co_await store.to_place(kPlacesVersion, count);
  const auto found = jobs.size();
  for (auto& job : jobs) job.points = points_of(job.locations);
  if (found > 0) co_await store.place(std::move(jobs), kPlacesVersion);
  co_return found;
}

class Placement::Impl : public std::enable_shared_from_this<Placement::Impl> {
 public:
  Impl(asio::any_io_executor executor, store::JobsStore& store, milliseconds interval)
      : executor_(std::move(executor)), store_(store), interval_(interval) {}

  void start() {
    loop_.emplace(executor_, "placement", interval_, [weak = weak_from_this()]() -> asio::awaitable<milliseconds> {
      const auto self = weak.lock();
      if (!self) co_return milliseconds(0);
      const auto found = co_await place_some(self->store_, kAtOnce);
      co_return found == kAtOnce ? milliseconds(0) : self->interval_;
    });
    loop_->start();
  }

  void abandon() {
    if (loop_) loop_->abandon();
  }

  asio::awaitable<void> stop(milliseconds deadline) {
    if (loop_) co_await loop_->stop(deadline);
  }

 private:
  asio::any_io_executor executor_;
  store::JobsStore& store_;
  const milliseconds interval_;
  std::optional<loop::RunLoop> loop_;
};

Placement::Placement(asio::any_io_executor executor, store::JobsStore& store, milliseconds interval)
    : impl_(std::make_shared<Impl>(std::move(executor), store, interval)) {}

Placement::~Placement() {
  impl_->abandon();
}

void Placement::start() {
  impl_->start();
}

asio::awaitable<void> Placement::stop(milliseconds deadline) {
  const auto impl = impl_;
  co_await impl->stop(deadline);
}

}  // namespace jobswipe::jobs
