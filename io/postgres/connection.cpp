#include "io/postgres/connection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "io/postgres/failure.hpp"
#include "io/postgres/request.hpp"

namespace jobswipe::postgres {
namespace {

constexpr std::chrono::milliseconds kTick{200};
constexpr std::chrono::seconds kPingAfter{3}, kLately{10};
/// Past the statement's own timeout, which the server keeps, before the connection counts as lost.
constexpr std::chrono::milliseconds kGrace{2000};
constexpr std::chrono::milliseconds kSlow{20};

constexpr Statement kPing{"ping", "SELECT 1"};
// One plan for each statement, by keys whatever the tables hold when it is made: a plan is kept until statistics are
// made anew, and one that was made of a table with few rows would read it from end to end when it has a million.
constexpr Statement kSetUp{
    "set_up",
    "SELECT set_config('statement_timeout', $1, false), set_config('TimeZone', 'UTC', false), "
    "set_config('client_encoding', 'UTF8', false), set_config('bytea_output', 'hex', false), "
    "set_config('DateStyle', 'ISO, YMD', false), set_config('plan_cache_mode', 'force_generic_plan', false), "
    "set_config('enable_seqscan', 'off', false), set_config('random_page_cost', '1.1', false), "
    "set_config('jit', 'off', false)"};

class SilentRequest final : public Request {
 public:
  using Request::Request;
  void finish(std::exception_ptr, Rows) override { done = true; }
};

struct Arguments {
  explicit Arguments(const Params& params) {
    for (const auto& value : params.values()) {
      values.push_back(value.null ? nullptr : value.bytes.c_str());
      lengths.push_back(static_cast<int>(value.bytes.size()));
      formats.push_back(value.binary ? 1 : 0);
    }
  }
  int count() const { return static_cast<int>(values.size()); }
  std::vector<const char*> values;
  std::vector<int> lengths, formats;
};

std::shared_ptr<PGresult> own(PGresult* result) {
  return std::shared_ptr<PGresult>(result, [](PGresult* owned) { PQclear(owned); });
}

}  // namespace

Connection::Connection(asio::any_io_executor executor, const Config& config)
    : executor_(executor), config_(config), socket_(executor), deadline_(executor), tick_(executor), lost_(executor) {
  lost_.expires_at(Steady::time_point::max());
}

Connection::~Connection() {
  close("the connection was closed");
}

void Connection::disconnect() noexcept {
  if (socket_.is_open()) socket_.release();
  if (connection_ != nullptr) PQfinish(connection_);
  connection_ = nullptr;
}

void Connection::fail_to_connect(const std::string& what) {
  reason_ = what;
  ended_ = true;
  disconnect();
  throw Unavailable(what);
}

// libpq closes the socket by itself when it tries the next address, and the new one may have the same number: so always
// anew.
void Connection::adopt_socket() {
  if (socket_.is_open()) socket_.release();
  socket_.assign(PQsocket(connection_));
}

void Connection::arm_deadline(std::chrono::milliseconds time) {
  timed_out_ = false;
  deadline_.expires_after(time);
  deadline_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
    const auto self = weak.lock();
    if (error || !self) return;
    self->timed_out_ = true;
    if (self->socket_.is_open()) self->socket_.cancel();
  });
}

asio::awaitable<void> Connection::wait(bool for_writing) {
  auto kind = for_writing ? asio::posix::stream_descriptor::wait_write : asio::posix::stream_descriptor::wait_read;
  bool aborted = false;
  if (!timed_out_) {
    try {
      co_await socket_.async_wait(kind, asio::use_awaitable);
    } catch (const boost::system::system_error&) {
      if (!timed_out_ && !ended_) throw;
      aborted = true;
    }
  }
  if (ended_) throw Unavailable(reason_);
  if (timed_out_ || aborted) fail_to_connect("PostgreSQL did not answer in time");
}

asio::awaitable<void> Connection::connect() {
  const char* keywords[] = {"dbname",
                            "fallback_application_name",
                            "keepalives_idle",
                            "keepalives_interval",
                            "keepalives_count",
                            "tcp_user_timeout",
                            nullptr};
  const char* values[] = {config_.url.c_str(), config_.application_name.c_str(), "20", "5", "3", "20000", nullptr};
  arm_deadline(config_.connect_timeout);
  connection_ = PQconnectStartParams(keywords, values, 1);
  if (connection_ == nullptr) throw std::bad_alloc();
  PQsetNoticeProcessor(
      connection_, [](void*, const char*) {}, nullptr);
  if (PQstatus(connection_) == CONNECTION_BAD) fail_to_connect(one_line(PQerrorMessage(connection_)));
  auto next = PGRES_POLLING_WRITING;
  while (next != PGRES_POLLING_OK) {
    if (next == PGRES_POLLING_FAILED) fail_to_connect(one_line(PQerrorMessage(connection_)));
    adopt_socket();
    co_await wait(next == PGRES_POLLING_WRITING);
    next = PQconnectPoll(connection_);
  }
  adopt_socket();
  if (PQsetnonblocking(connection_, 1) != 0) fail_to_connect(one_line(PQerrorMessage(connection_)));
}

asio::awaitable<void> Connection::open() {
  const auto self = shared_from_this();
  co_await connect();
  if (PQenterPipelineMode(connection_) != 1) fail_to_connect(one_line(PQerrorMessage(connection_)));
  up_ = true;
  last_answer_ = Steady::now();
  read_when_ready();
  co_await set_up_session();
  deadline_.cancel();
  tick();
}

asio::awaitable<void> Connection::set_up_session() {
  auto timeout = std::make_shared<const Params>(params(std::to_string(config_.query_timeout.count())));
  // Under the deadline of connecting: when it passes, the reader wakes and ends the connection.
  auto submit = [this](std::shared_ptr<Request> request) { this->submit(std::move(request)); };
  co_await await_request(executor_, kSetUp, std::move(timeout), std::move(submit));
}

asio::awaitable<void> Connection::run_script(std::string sql, std::chrono::milliseconds deadline) {
  const auto self = shared_from_this();
  co_await connect();
  arm_deadline(deadline);
  if (PQsendQuery(connection_, sql.c_str()) != 1) fail_to_connect(one_line(PQerrorMessage(connection_)));
  for (;;) {
    const int state = PQflush(connection_);
    if (state < 0) fail_to_connect(one_line(PQerrorMessage(connection_)));
    if (state == 0) break;
    co_await wait(true);
    if (PQconsumeInput(connection_) != 1) fail_to_connect(one_line(PQerrorMessage(connection_)));
  }
  std::exception_ptr failure;
  for (;;) {
    while (PQisBusy(connection_) != 0) {
      co_await wait(false);
      if (PQconsumeInput(connection_) != 1) fail_to_connect(one_line(PQerrorMessage(connection_)));
    }
    const auto result = own(PQgetResult(connection_));
    if (!result) break;
    if (PQresultStatus(result.get()) == PGRES_FATAL_ERROR && !failure) failure = failure_of(result.get());
  }
  deadline_.cancel();
  close("the script has ended");
  if (failure) std::rethrow_exception(failure);
}

void Connection::send(std::shared_ptr<Request> request) {
  auto known = prepared_.find(request->statement.name);
  if (known != prepared_.end() && known->second.text != request->statement.text) {
    prepared_.erase(known);
    known = prepared_.end();
  }
  if (known == prepared_.end()) {
    Prepared prepared;
    prepared.text = request->statement.text;
    prepared.name = fmt::format("{:.40}_{}", request->statement.name, ++names_);
    prepared_.emplace(request->statement.name, std::move(prepared));
    request->mode = Request::Mode::prepare_first;
  } else {
    request->mode = Request::Mode::prepared;
  }
  submit(request);
}

bool Connection::submit(const std::shared_ptr<Request>& request) {
  request->answer.reset();
  request->refusal.reset();
  if (line_.empty()) front_since_ = Steady::now();
  line_.push_back(request);
  const Arguments arguments(*request->params);
  bool sent = true;
  if (request->mode == Request::Mode::unnamed) {
    const std::string text(request->statement.text);
    sent = PQsendQueryParams(connection_, text.c_str(), arguments.count(), nullptr, arguments.values.data(),
                             arguments.lengths.data(), arguments.formats.data(), 0) == 1;
  } else {
    const auto& prepared = prepared_.find(request->statement.name)->second;
    request->prepared_name = prepared.name;
    if (request->mode == Request::Mode::prepare_first)
      sent = PQsendPrepare(connection_, prepared.name.c_str(), prepared.text.c_str(), 0, nullptr) == 1;
    sent = sent && PQsendQueryPrepared(connection_, prepared.name.c_str(), arguments.count(), arguments.values.data(),
                                       arguments.lengths.data(), arguments.formats.data(), 0) == 1;
  }
  sent = sent && PQpipelineSync(connection_) == 1;
  if (!sent) {
    close(one_line(PQerrorMessage(connection_)));
    return false;
  }
  if (!flush_posted_) {
    flush_posted_ = true;
    asio::post(executor_, [weak = weak_from_this()] {
      const auto self = weak.lock();
      if (!self || !self->up_) return;
      self->flush_posted_ = false;
      self->flush();
    });
  }
  return true;
}

void Connection::read_when_ready() {
  socket_.async_wait(asio::posix::stream_descriptor::wait_read,
                     [weak = weak_from_this()](boost::system::error_code error) {
                       const auto self = weak.lock();
                       if (!self || !self->up_) return;
                       if (error)
                         return self->close(self->timed_out_ ? "PostgreSQL did not answer in time" : error.message());
                       if (PQconsumeInput(self->connection_) != 1) {
                         // What the server said before it hung up is still to be read.
                         self->receive();
                         if (self->up_) self->close(one_line(PQerrorMessage(self->connection_)));
                         return;
                       }
                       self->receive();
                       if (self->up_) self->flush();
                       if (self->up_) self->read_when_ready();
                     });
}

void Connection::flush() {
  const int state = PQflush(connection_);
  if (state < 0) {
    receive();
    if (up_) close(one_line(PQerrorMessage(connection_)));
    return;
  }
  if (state == 1 && !writing_) {
    writing_ = true;
    socket_.async_wait(asio::posix::stream_descriptor::wait_write,
                       [weak = weak_from_this()](boost::system::error_code error) {
                         const auto self = weak.lock();
                         if (!self || !self->up_) return;
                         self->writing_ = false;
                         if (!error) self->flush();
                       });
  }
  // A full socket makes libpq read while it writes: those answers wake no reader.
  receive();
}

void Connection::receive() {
  while (up_ && !line_.empty() && PQisBusy(connection_) == 0) {
    const auto result = own(PQgetResult(connection_));
    if (result) {
      take(result);
      if (PQstatus(connection_) == CONNECTION_BAD) break;
    } else if (PQstatus(connection_) == CONNECTION_BAD) {
      break;
    }
  }
  if (up_ && PQstatus(connection_) == CONNECTION_BAD) {
    if (!line_.empty() && line_.front()->refusal) complete_front();
    close(one_line(PQerrorMessage(connection_)));
  }
}

void Connection::take(std::shared_ptr<PGresult> result) {
  const auto& front = line_.front();
  switch (PQresultStatus(result.get())) {
    case PGRES_PIPELINE_SYNC:
      complete_front();
      break;
    case PGRES_FATAL_ERROR:
      if (!front->refusal) front->refusal = std::move(result);
      break;
    case PGRES_PIPELINE_ABORTED:
      break;
    default:
      front->answer = std::move(result);
  }
}

void Connection::complete_front() {
  const auto request = std::move(line_.front());
  line_.pop_front();
  front_since_ = last_answer_ = Steady::now();
  if (!request->refusal) {
    request->finish(nullptr, Rows(std::move(request->answer)));
  } else if (!again(request)) {
    if (request->mode == Request::Mode::prepare_first && !request->answer) forget(*request);
    request->finish(failure_of(request->refusal.get()), Rows());
  }
  if (line_.empty() && idle_) idle_();
}

// A statement whose preparation failed leaves those behind it in the line unprepared, and a changed table makes a
// prepared statement's result type stale: neither is the caller's fault.
bool Connection::again(const std::shared_ptr<Request>& request) {
  if (request->mode != Request::Mode::prepared || request->repeated || request->done) return false;
  const auto sqlstate = error_field(request->refusal.get(), PG_DIAG_SQLSTATE);
  const bool stale =
      sqlstate == "0A000" &&
      std::string_view(PQresultErrorMessage(request->refusal.get())).find("cached plan") != std::string_view::npos;
  if (sqlstate != "26000" && !stale) return false;
  request->repeated = true;
  // It prepares for itself: another's preparation, in flight now, may fail too.
  prepared_.erase(std::string(request->statement.name));
  send(request);
  return true;
}

void Connection::forget(const Request& request) {
  const auto known = prepared_.find(request.statement.name);
  if (known != prepared_.end() && known->second.name == request.prepared_name) prepared_.erase(known);
}

void Connection::tick() {
  tick_.expires_after(kTick);
  tick_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
    const auto self = weak.lock();
    if (error || !self || !self->up_) return;
    const auto now = Steady::now();
    if (self->line_.empty()) {
      if (now - self->last_answer_ > kPingAfter)
        self->submit(std::make_shared<SilentRequest>(kPing, std::make_shared<const Params>()));
    } else if (now - self->front_since_ > self->config_.query_timeout + kGrace) {
      return self->close("PostgreSQL did not answer in time");
    }
    for (const auto& request : self->line_) {
      if (request->deadline > now) break;
      request->finish(std::make_exception_ptr(Unavailable("PostgreSQL did not answer in time")), Rows());
    }
    if (self->up_) self->tick();
  });
}

asio::awaitable<void> Connection::lost() {
  const auto self = shared_from_this();
  while (!ended_) {
    try {
      co_await lost_.async_wait(asio::use_awaitable);
    } catch (const boost::system::system_error& error) {
      if (!ended_ && error.code() != asio::error::operation_aborted) throw;
    }
  }
}

void Connection::close(const std::string& reason) {
  if (ended_) return;
  ended_ = true;
  up_ = false;
  reason_ = reason;
  disconnect();
  deadline_.cancel();
  tick_.cancel();
  lost_.cancel();
  auto line = std::move(line_);
  line_.clear();
  for (const auto& request : line) request->finish(std::make_exception_ptr(Unavailable(reason)), Rows());
  if (idle_) idle_();
}

bool Connection::is_slow() const noexcept {
  return !line_.empty() && Steady::now() - front_since_ > kSlow;
}
bool Connection::answered_lately() const noexcept {
  return up_ && Steady::now() - last_answer_ < kLately;
}

}  // namespace jobswipe::postgres
