#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "io/redis/client.hpp"
#include "io/redis/test_server.hpp"

namespace jobswipe::redis {

/// For tests: a port of loopback that was free a moment ago, outside the range that connections are given theirs from.
inline std::uint16_t free_port() {
  static std::mt19937 random(std::random_device{}());
  std::uniform_int_distribution<int> ports(10'000, 29'999);
  boost::asio::io_context io;
  while (true) {
    const auto port = static_cast<std::uint16_t>(ports(random));
    boost::asio::ip::tcp::acceptor acceptor(io, boost::asio::ip::tcp::v4());
    boost::system::error_code taken;
    acceptor.bind({boost::asio::ip::make_address("127.0.0.1"), port}, taken);
    if (!taken) return port;
  }
}

/// For tests: a cluster of three masters on loopback, each with a third of the slots, and a replica of the one that
/// serves `tag`. Formed and at rest when constructed.
class TestCluster {
 public:
  static constexpr int kMasters = 3, kReplica = 3;

  explicit TestCluster(const std::string& tag) {
    for (int n = 0; n <= kReplica; ++n) {
      ports_.push_back(free_port());
      const auto bus = free_port();
      servers_.push_back(std::make_unique<TestServer>(std::vector<std::string>{
          "--port", std::to_string(ports_[n]), "--bind", "127.0.0.1", "--cluster-enabled", "yes", "--cluster-port",
          std::to_string(bus), "--cluster-node-timeout", "2000", "--cluster-config-file", "nodes.conf",
          "--cluster-announce-ip", "127.0.0.1", "--repl-diskless-sync-delay", "0"}));
      buses_.push_back(bus);
    }
    for (auto& server : servers_) server->wait_until_it_listens();
    constexpr int kSlots = 16384;
    for (int n = 0; n < kMasters; ++n)
      ask(n, {"CLUSTER", "ADDSLOTSRANGE", std::to_string(kSlots * n / kMasters),
              std::to_string(kSlots * (n + 1) / kMasters - 1)});
    for (int n = 0; n <= kReplica; ++n) ask(n, {"CLUSTER", "SET-CONFIG-EPOCH", std::to_string(n + 1)});
    for (int n = 1; n <= kReplica; ++n)
      ask(0, {"CLUSTER", "MEET", "127.0.0.1", std::to_string(ports_[n]), std::to_string(buses_[n])});
    slot_ = ask(0, {"CLUSTER", "KEYSLOT", tag}).integer();
    owner_ = static_cast<int>(slot_ * kMasters / kSlots);
    until([&] {
      for (int n = 0; n <= kReplica; ++n)
        if (!says(n, {"CLUSTER", "INFO"}, "cluster_known_nodes:4") || !says(n, {"CLUSTER", "INFO"}, "cluster_state:ok"))
          return false;
      return true;
    });
    ask(kReplica, {"CLUSTER", "REPLICATE", id(owner_)});
    until([&] { return says(kReplica, {"INFO", "replication"}, "master_link_status:up"); });
    // Only a replica that its master's peers know of is promoted.
    until([&] {
      for (int n = 0; n < kMasters; ++n)
        if (!says(n, {"CLUSTER", "NODES"}, "slave " + id(owner_))) return false;
      return true;
    });
  }

  /// All nodes' addresses, the tag's owner last, so that nobody finds it by luck.
  Config config() const {
    Config config;
    for (int n = 1; n <= kMasters; ++n) config.endpoints.push_back(endpoint((owner_ + n) % kMasters));
    config.endpoints.insert(config.endpoints.begin(), endpoint(kReplica));
    config.backoff_base = std::chrono::milliseconds(10);
    config.backoff_cap = std::chrono::milliseconds(50);
    return config;
  }
  Endpoint endpoint(int node) const { return Endpoint{"127.0.0.1", ports_[static_cast<std::size_t>(node)], ""}; }
  TestServer& server(int node) { return *servers_[static_cast<std::size_t>(node)]; }
  int owner() const { return owner_; }
  std::int64_t slot() const { return slot_; }
  std::string id(int node) { return ask(node, {"CLUSTER", "MYID"}).string(); }

  /// One command on one node, without following redirections. Throws what it is answered with.
  Reply ask(int node, Command command) {
    boost::asio::io_context io;
    Config config = Config::parse(server(node).url());
    Client client(io.get_executor(), config);
    run_through(io, client.wait_ready(std::chrono::seconds(10)));
    return run_through(io, client.command(std::move(command)));
  }
  bool says(int node, Command command, const std::string& text) {
    return ask(node, std::move(command)).string().find(text) != std::string::npos;
  }
  /// Moves the tag's slot, with no keys in it or none that matter, to another master for good.
  void move_slot_to(int node) {
    for (int n = 0; n < kMasters; ++n) ask(n, {"CLUSTER", "SETSLOT", std::to_string(slot_), "NODE", id(node)});
    owner_ = node;
  }
  template <class Condition>
  static void until(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!condition()) {
      if (std::chrono::steady_clock::now() > end) throw std::runtime_error("the test's cluster did not come to rest");
      // A node has no event to wait for.
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }

 private:
  std::vector<std::uint16_t> ports_, buses_;
  std::vector<std::unique_ptr<TestServer>> servers_;
  std::int64_t slot_ = 0;
  int owner_ = 0;
};

}  // namespace jobswipe::redis
