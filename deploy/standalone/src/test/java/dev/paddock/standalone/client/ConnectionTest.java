package dev.paddock.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.paddock.standalone.CouldNotRun;
import dev.paddock.standalone.credentials.ApiKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each way a call fails is one sentence that says what to do.
class ConnectionTest {

    private static final String KEY = "dk_live_" + "0".repeat(32) + "a0f292d0";

    @Test
    void aRefusalIsTheControlPlanesOwnSentence() throws Exception {
        try (var server = new ScriptedServer(
                ScriptedServer.reply(409, "{\"code\": \"run_finished\", \"detail\": \"It has ended.\"}"))) {
            var refused = catchThrowableOfType(
                    Refused.class, () -> server.connection().get("/v1/runs"));

            assertThat(refused).hasMessage("It has ended.");
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.code()).isEqualTo("run_finished");
        }
    }

    @Test
    void aSessionThatIsRefusedIsToldFromAKey() throws Exception {
        String body = "{\"code\": \"unauthorized\", \"detail\": \"The session is unknown; sign in again.\"}";
        try (var server = new ScriptedServer(ScriptedServer.reply(401, body), ScriptedServer.reply(401, body));
                var session = new Connection(server.url(), new Access.Session("token", "csrf"));
                var nobody = server.connection()) {
            assertThatThrownBy(() -> session.get("/v1/runs"))
                    .isInstanceOf(Refused.class)
                    .hasMessage(
                            "The session is unknown; sign in again. It is the one that ./paddock login kept for %s, and ./paddock logout --server %s forgets it."
                                    .formatted(server.url(), server.url()));
            assertThatThrownBy(() -> nobody.get("/v1/runs")).hasMessage("The session is unknown; sign in again.");
        }
    }

    @Test
    void whoAnswersWithAPageIsNoControlPlane() throws Exception {
        try (var server = new ScriptedServer(
                ScriptedServer.reply(404, "<html>nothing here"),
                ScriptedServer.reply(200, "<html>welcome"),
                ScriptedServer.reply(302, "", "Location", "https://example.com/login"))) {
            try (var connection = server.connection()) {
                assertThatThrownBy(() -> connection.get("/v1/runs"))
                        .isInstanceOf(CouldNotRun.class)
                        .hasMessageContaining("404 and is no Paddock server; check --server");
                assertThatThrownBy(() -> connection.get("/v1/runs"))
                        .isInstanceOf(CouldNotRun.class)
                        .hasMessageContaining("is not JSON");
                assertThatThrownBy(() -> connection.get("/v1/runs"))
                        .isInstanceOf(CouldNotRun.class)
                        .hasMessageContaining("a redirection to https://example.com/login");
            }
        }
    }

    @Test
    void whoDoesNotListenDoesNotAnswer() throws Exception {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }

        assertThatThrownBy(() -> to("http://127.0.0.1:" + port).get("/v1/runs"))
                .isInstanceOf(NoAnswer.class)
                .hasMessage(
                        "No server answers at http://127.0.0.1:%d; check the address, or start one with ./paddock up."
                                .formatted(port));
    }

    @Test
    void aNameThatNobodyKnowsIsSaidSo() {
        assertThatThrownBy(() -> to("http://nobody.invalid").get("/v1/runs"))
                .isInstanceOf(NoAnswer.class)
                .hasMessage("The name nobody.invalid is unknown; check the address of the server.");
    }

    @Test
    void tlsToAPlainPortIsExplained() throws Exception {
        try (var plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> refuseAll(plain));
            String url = "https://127.0.0.1:" + plain.getLocalPort();

            // Java's client seldom loses what went wrong (one call of ten thousand) and waits until its time is up.
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThatThrownBy(() -> to(url).get("/v1/runs"))
                            .isInstanceOf(NoAnswer.class)
                            .hasMessage(url + " does not speak TLS; give its address with http://."));
        }
    }

    private static void refuseAll(ServerSocket plain) {
        while (true) {
            try (var caller = plain.accept()) {
                // A server answers what it was sent.
                caller.getInputStream().read();
                caller.getOutputStream()
                        .write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                caller.getOutputStream().flush();
                // The caller has read it when it hangs up.
                caller.getInputStream().readAllBytes();
            } catch (IOException e) {
                // One who hung up rudely keeps no other from being answered.
                if (plain.isClosed()) {
                    return;
                }
            }
        }
    }

    @Test
    void aCertificateOfAnUnknownAuthorityIsExplained(@TempDir Path folder) throws Exception {
        var tls = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        tls.setHttpsConfigurator(new HttpsConfigurator(selfSigned(folder.resolve("keys.p12"))));
        tls.start();
        try {
            String url = "https://127.0.0.1:" + tls.getAddress().getPort();

            assertThatThrownBy(() -> to(url).get("/v1/runs"))
                    .isInstanceOf(NoAnswer.class)
                    .hasMessage("The authority that signed the certificate of " + url + " is unknown here; give it to"
                            + " Java with JDK_JAVA_OPTIONS=-Djavax.net.ssl.trustStore=FILE.");
        } finally {
            tls.stop(0);
        }
    }

    private static SSLContext selfSigned(Path file) throws Exception {
        String secret = "of this test";
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process made = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-storepass",
                        secret,
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(made.waitFor()).as(said).isZero();
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(file.toFile(), secret.toCharArray()), secret.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    @Test
    void aKeyIsShownToTheServerAndToNobodyElse() throws Exception {
        try (var server = new ScriptedServer(ScriptedServer.reply(200, "{}"))) {
            var access = new Access.Key(new ApiKey(KEY));
            try (var connection = new Connection(server.url(), access)) {
                connection.get("/v1/runs");
            }

            assertThat(server.headers("Authorization")).containsExactly("Bearer " + KEY);
            assertThat(access.toString()).doesNotContain("0000");
            assertThat(new Access.Session("secret", "other").toString())
                    .doesNotContain("secret")
                    .doesNotContain("other");
        }
    }

    @Test
    void theControlPlaneIsLeftAloneForAsLongAsItAsks() throws Exception {
        String busy = "{\"detail\": \"Not now.\"}";
        try (var server = new ScriptedServer(
                ScriptedServer.reply(503, busy, "Retry-After", "1"),
                ScriptedServer.reply(200, "{\"n\": 1}", "ETag", "W/\"a\""),
                ScriptedServer.reply(304, "", "ETag", "W/\"a\""),
                ScriptedServer.reply(200, "{\"n\": 2}", "ETag", "W/\"b\""))) {
            var changes = new Changes(server.connection(), "/gate");
            var patience = Patience.of(Duration.ofSeconds(30));
            long begun = System.nanoTime();

            assertThat(changes.next(patience)).contains("{\"n\": 1}");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
            assertThat(changes.next(patience)).contains("{\"n\": 2}");
            assertThat(server.headers("If-None-Match")).containsExactly("null", "null", "W/\"a\"", "W/\"a\"");
        }
    }

    @Test
    void whatIsNoOutageIsNotWaitedFor() throws Exception {
        try (var server = new ScriptedServer(ScriptedServer.reply(403, "{\"detail\": \"No.\"}"))) {
            var changes = new Changes(server.connection(), "/gate");

            assertThatThrownBy(() -> changes.next(Patience.of(Duration.ofMinutes(1))))
                    .isInstanceOf(Refused.class)
                    .hasMessage("No.");
            assertThat(server.count()).isEqualTo(1);
        }
    }

    @Test
    void timeRunsOutWhileNothingChanges() throws Exception {
        ScriptedServer.Turn same = ScriptedServer.reply(304, "", "ETag", "\"a\"");
        try (var server =
                new ScriptedServer(ScriptedServer.reply(200, "{}", "ETag", "\"a\""), same, same, same, same, same)) {
            var changes = new Changes(server.connection(), "/gate");
            var patience = Patience.of(Duration.ofMillis(1500));
            changes.next(patience);

            assertThat(changes.next(patience)).isEmpty();
            // A server that answers at once is not asked all the time.
            assertThat(server.count()).isLessThanOrEqualTo(4);
        }
    }

    private static Connection to(String url) {
        return new Connection(URI.create(url), new Access.Nobody());
    }
}
