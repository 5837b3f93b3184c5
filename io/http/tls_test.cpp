#include <gmock/gmock.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <boost/asio/ssl.hpp>
#include <cstdio>
#include <filesystem>

#include "io/http/client.hpp"
#include "io/http/testing.hpp"
#include "io/ws/client.hpp"

namespace jobswipe::http {
namespace {

using testing::Loop;
using testing::RunningServer;

/// A key and a certificate for `localhost` that signs itself, in files that end with the test.
class OwnCertificate {
 public:
  OwnCertificate() {
    const auto base = std::filesystem::temp_directory_path() / ("jobswipe-tls-" + std::to_string(::getpid()));
    key_file = base.string() + ".key";
    certificate_file = base.string() + ".crt";
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_NAME* name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"), -1, -1,
                               0);
    X509_set_issuer_name(certificate, name);
    X509_EXTENSION* names = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:localhost");
    X509_add_ext(certificate, names, -1);
    X509_EXTENSION_free(names);
    X509_sign(certificate, key, EVP_sha256());
    write(key_file, [&](FILE* file) { return PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr); });
    write(certificate_file, [&](FILE* file) { return PEM_write_X509(file, certificate); });
    X509_free(certificate);
    EVP_PKEY_free(key);
  }
  ~OwnCertificate() {
    std::filesystem::remove(key_file);
    std::filesystem::remove(certificate_file);
  }
  std::string key_file, certificate_file;

 private:
  template <class F>
  static void write(const std::string& path, F put) {
    FILE* file = std::fopen(path.c_str(), "w");
    if (!file || put(file) != 1) throw std::runtime_error("can't write " + path);
    std::fclose(file);
  }
};

class TlsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    certificate_ = std::make_unique<OwnCertificate>();
    // Read when the first TLS client of the process is made; only this suite makes any.
    ::setenv("SSL_CERT_FILE", certificate_->certificate_file.c_str(), 1);
  }
  static void TearDownTestSuite() { certificate_.reset(); }

  TlsTest() {
    ServerConfig config;
    config.tls_certificate_file = certificate_->certificate_file;
    config.tls_key_file = certificate_->key_file;
    server_ = std::make_unique<RunningServer>(
        [](Request request) -> asio::awaitable<Response> {
          Response response = Response::text(200, "text/plain", request.secure ? "secure" : "plain");
          if (request.path == "/big") response.body = std::string(3'000'000, 'b');
          if (request.path == "/ws") {
            response.websocket = [](std::shared_ptr<ws::Session> session) -> asio::awaitable<void> {
              while (auto message = co_await session->receive()) {
                session->send(std::make_shared<const std::string>(*message + "!"));
              }
            };
          }
          co_return response;
        },
        config);
  }

  std::string url(const std::string& scheme, const std::string& host, const std::string& path) {
    return scheme + "://" + host + ":" + std::to_string(server_->port()) + path;
  }
  ClientRequest get(std::string address) {
    ClientRequest request;
    request.url = std::move(address);
    return request;
  }
  /// The handshake's failure, or "" when a client with these bounds is let in.
  std::string handshake(int min_version, int max_version) {
    asio::io_context context;
    asio::ssl::context tls(asio::ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(tls.native_handle(), min_version);
    SSL_CTX_set_max_proto_version(tls.native_handle(), max_version);
    asio::ssl::stream<asio::ip::tcp::socket> stream(context, tls);
    stream.next_layer().connect({asio::ip::make_address("127.0.0.1"), server_->port()});
    boost::system::error_code ec;
    stream.handshake(asio::ssl::stream_base::client, ec);
    return ec ? ec.message() : "";
  }

  static inline std::unique_ptr<OwnCertificate> certificate_;
  std::unique_ptr<RunningServer> server_;
  Loop loop_;
};

TEST_F(TlsTest, ServesAndKeepsConnections) {
  Client client(loop_.executor(), ClientConfig());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(loop_.run(client.send(get(url("https", "localhost", "/")))).body, "secure");
  EXPECT_EQ(loop_.run(client.send(get(url("https", "localhost", "/big")))).body.size(), 3'000'000u);
  EXPECT_EQ(server_->loop().call([&] { return server_->server().connections(); }), 1u);
}

TEST_F(TlsTest, SpeaksTls13Only) {
  EXPECT_EQ(handshake(TLS1_3_VERSION, TLS1_3_VERSION), "");
  EXPECT_NE(handshake(TLS1_2_VERSION, TLS1_2_VERSION), "");
}

TEST_F(TlsTest, ClientRefusesACertificateForAnotherName) {
  Client client(loop_.executor(), ClientConfig());
  try {
    loop_.run(client.send(get(url("https", "127.0.0.1", "/"))));
    FAIL() << "the certificate is for localhost";
  } catch (const TransportError& error) {
    EXPECT_EQ(error.kind(), TransportError::Kind::tls);
  }
}

TEST_F(TlsTest, CarriesWebSockets) {
  ws::ConnectOptions options;
  options.url = url("wss", "localhost", "/ws");
  auto session = loop_.run(ws::connect(loop_.executor(), options));
  for (const std::string& text : {std::string("hi"), std::string(50'000, 'x')}) {
    loop_.call([&] { session->send(std::make_shared<const std::string>(text)); });
    EXPECT_EQ(loop_.run(session->receive()), text + "!");
  }
  loop_.call([&] { session->close(1000, ""); });
  EXPECT_EQ(loop_.run(session->receive()), std::nullopt);
}

TEST_F(TlsTest, DropsAPeerThatSpeaksPlainHttp) {
  testing::RawSocket socket(server_->port());
  socket.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(socket.read_to_end().find("200 OK"), std::string::npos);
}

TEST(TlsServer, NamesTheFileThatItCantUse) {
  asio::io_context context;
  ServerConfig config;
  config.tls_certificate_file = "/nonexistent.crt";
  config.tls_key_file = "/nonexistent.key";
  try {
    Server server(context.get_executor(), config, nullptr);
    FAIL();
  } catch (const boost::system::system_error& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("/nonexistent.crt"));
  }
  config.tls_key_file.clear();
  EXPECT_THROW(Server(context.get_executor(), config, nullptr), std::invalid_argument);
}

}  // namespace
}  // namespace jobswipe::http
