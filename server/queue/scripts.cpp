#include "server/queue/scripts.hpp"

#include "server/queue/bullmq_scripts.hpp"

namespace jobswipe::queue {
namespace {

redis::Script script(const bullmq::Lua& lua) {
  return redis::Script(lua.name, lua.text, lua.keys);
}

}  // namespace

const Scripts& scripts() {
  static const Scripts all{
      script(bullmq::addStandardJob), script(bullmq::addDelayedJob), script(bullmq::addPrioritizedJob),
      script(bullmq::moveToActive),   script(bullmq::extendLocks),   script(bullmq::moveToFinished),
      script(bullmq::moveToDelayed),  script(bullmq::retryJob),      script(bullmq::moveStalledJobsToWait),
      script(bullmq::changePriority), script(bullmq::promote),       script(bullmq::getCounts),
      script(bullmq::getStateV2),     script(bullmq::removeJob),     script(bullmq::pause)};
  return all;
}

}  // namespace jobswipe::queue
