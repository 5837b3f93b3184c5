#include "agent/link/ladder.hpp"

#include <gtest/gtest.h>

#include "agent/link/frame.hpp"

namespace jobswipe::link {
namespace {

using Seconds = Ladder::Seconds;

TEST(Ladder, GoesDownARungAfterTwoFailuresInARowAndStaysOnTheLast) {
  Ladder ladder;
  const Transport expected[] = {Transport::websocket, Transport::sse,  Transport::sse,  Transport::long_poll,
                                Transport::long_poll, Transport::poll, Transport::poll, Transport::poll};
  for (const auto transport : expected) {
    ladder.failed(Seconds(1), 0.5);
    EXPECT_EQ(ladder.transport(), transport);
  }
}

TEST(Ladder, AFailureAfterItWorkedDoesNotCountWithOldOnes) {
  Ladder ladder;
  ladder.failed(Seconds(1), 0);
  ladder.worked(Seconds(2));
  ladder.failed(Seconds(3), 0);
  EXPECT_EQ(ladder.transport(), Transport::websocket);
}

TEST(Ladder, ClimbsBackAfterAMinuteAndWaitsLongerEachTimeItDidNotHelp) {
  Ladder ladder;
  ladder.failed(Seconds(0), 0);
  ladder.failed(Seconds(0), 0);
  ASSERT_EQ(ladder.transport(), Transport::sse);
  ladder.worked(Seconds(1));
  EXPECT_FALSE(ladder.climb(Seconds(59)));
  EXPECT_TRUE(ladder.climb(Seconds(61)));
  EXPECT_EQ(ladder.transport(), Transport::websocket);
  ladder.failed(Seconds(62), 0);
  EXPECT_EQ(ladder.transport(), Transport::sse) << "one failure of a try upwards is enough";
  EXPECT_FALSE(ladder.climb(Seconds(62 + 61)));
  EXPECT_TRUE(ladder.climb(Seconds(62 + 121)));
  ladder.worked(Seconds(200));
  EXPECT_EQ(ladder.transport(), Transport::websocket);
  EXPECT_FALSE(ladder.climb(Seconds(10000))) << "there is nothing above";
}

TEST(Backoff, GrowsStaysInItsBoundsAndStartsAgain) {
  Backoff backoff;
  EXPECT_EQ(backoff.next(0.999).count(), 500);
  EXPECT_EQ(backoff.next(0.5).count(), 750);
  for (int i = 0; i < 50; ++i) {
    const auto pause = backoff.next(i % 2 ? 0.999 : 0.0);
    EXPECT_GE(pause.count(), 500);
    EXPECT_LE(pause.count(), 30'000);
  }
  EXPECT_GT(backoff.next(0.999).count(), 29'000);
  backoff.reset();
  EXPECT_EQ(backoff.next(0.999).count(), 500);
}

TEST(Frame, IsReadFromJson) {
  const auto frame = parse_frame(R"({"type":"event","event":{"cursor":"a:7","seq":7,"type":"application.queued"}})");
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->type, Frame::Type::event);
  EXPECT_EQ(frame->cursor, "a:7");
  EXPECT_EQ(parse_frame(R"({"type":"drain","retryAfterMs":1500})")->retry_after.count(), 1500);
  EXPECT_EQ(parse_frame(R"({"type":"something new"})")->type, Frame::Type::unknown);
  EXPECT_FALSE(parse_frame("nonsense"));
  EXPECT_FALSE(parse_frame(R"({"type":"event"})"));
}

TEST(SseParser, EventsComeWholeHoweverTheBytesAreCut) {
  const std::string bytes =
      ": hello\n\nevent: event\nid: a:1\ndata: {\"x\":\ndata: 1}\n\nevent:ping\r\ndata:{}\r\n\r\n";
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
    SseParser parser;
    std::vector<SseParser::Event> events;
    for (std::size_t at = 0; at < bytes.size(); at += piece)
      for (auto& event : parser.feed(std::string_view(bytes).substr(at, piece))) events.push_back(std::move(event));
    ASSERT_EQ(events.size(), 2u) << "cut into pieces of " << piece;
    EXPECT_EQ(events[0].type, "event");
    EXPECT_EQ(events[0].id, "a:1");
    EXPECT_EQ(events[0].data, "{\"x\":\n1}");
    EXPECT_EQ(events[1].type, "ping");
  }
}

}  // namespace
}  // namespace jobswipe::link
