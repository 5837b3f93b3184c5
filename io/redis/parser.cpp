#include "io/redis/parser.hpp"

#include <fmt/core.h>
#include <hiredis/hiredis.h>

#include <cstdlib>
#include <new>

namespace jobswipe::redis {
namespace {

constexpr int kMaxItems = 1 << 20;

// hiredis builds replies through these; they make our type in place, without redisReply in between. Nothing may throw
// through its C frames: a null tells it to give up.
Reply* place(const redisReadTask* task) noexcept {
  if (!task->parent) return new (std::nothrow) Reply;
  auto& items = static_cast<Reply*>(task->parent->obj)->items;
  return &items[static_cast<std::size_t>(task->idx)];
}

void discard(const redisReadTask* task, Reply* reply) noexcept {
  if (!task->parent) delete reply;
}

void* create_string(const redisReadTask* task, char* text, std::size_t size) noexcept {
  Reply* reply = place(task);
  if (!reply) return nullptr;
  try {
    reply->text.assign(text, size);
  } catch (const std::exception&) {
    discard(task, reply);
    return nullptr;
  }
  reply->kind = task->type == REDIS_REPLY_ERROR    ? Reply::Kind::error
                : task->type == REDIS_REPLY_STATUS ? Reply::Kind::status
                                                   : Reply::Kind::string;
  return reply;
}

void* create_array(const redisReadTask* task, int size) noexcept {
  if (size < 0 || size > kMaxItems) return nullptr;
  Reply* reply = place(task);
  if (!reply) return nullptr;
  try {
    reply->items.resize(static_cast<std::size_t>(size));
  } catch (const std::exception&) {
    discard(task, reply);
    return nullptr;
  }
  reply->kind = Reply::Kind::array;
  return reply;
}

void* create_integer(const redisReadTask* task, long long value) noexcept {
  Reply* reply = place(task);
  if (!reply) return nullptr;
  reply->kind = Reply::Kind::integer;
  reply->number = value;
  return reply;
}

void* create_nil(const redisReadTask* task) noexcept {
  return place(task);
}

void free_reply(void* reply) noexcept {
  delete static_cast<Reply*>(reply);
}

redisReplyObjectFunctions functions{create_string, create_array, create_integer, create_nil, free_reply};

}  // namespace

void append_command(std::string& out, std::span<const std::string> args) {
  thread_local std::vector<const char*> texts;
  thread_local std::vector<std::size_t> sizes;
  texts.clear();
  sizes.clear();
  for (const std::string& arg : args) {
    texts.push_back(arg.data());
    sizes.push_back(arg.size());
  }
  char* command = nullptr;
  const int size = redisFormatCommandArgv(&command, static_cast<int>(args.size()), texts.data(), sizes.data());
  if (size < 0) throw std::bad_alloc();
  const std::unique_ptr<char, decltype(&std::free)> owner(command, &std::free);
  out.append(command, static_cast<std::size_t>(size));
}

Parser::Parser() : reader_(redisReaderCreateWithFunctions(&functions)) {
  if (!reader_) throw std::bad_alloc();
}

void Parser::Free::operator()(redisReader* reader) const noexcept {
  redisReaderFree(reader);
}

void Parser::feed(std::string_view bytes) {
  if (redisReaderFeed(reader_.get(), bytes.data(), bytes.size()) != REDIS_OK)
    throw ProtocolError(fmt::format("not RESP2: {}", reader_->errstr));
}

std::optional<Reply> Parser::next() {
  void* made = nullptr;
  if (redisReaderGetReply(reader_.get(), &made) != REDIS_OK)
    throw ProtocolError(fmt::format("not RESP2: {}", reader_->errstr));
  if (!made) return std::nullopt;
  const std::unique_ptr<Reply> reply(static_cast<Reply*>(made));
  return std::move(*reply);
}

}  // namespace jobswipe::redis
