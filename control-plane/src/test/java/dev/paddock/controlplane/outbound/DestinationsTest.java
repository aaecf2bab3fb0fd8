package dev.paddock.controlplane.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.model.source.HostRules;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.HttpHost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where the server does not call, and that it calls nobody else.
class DestinationsTest {

    private final Destinations strict = new Destinations(Set.of("https"), new HostRules("the URL", false));
    private final Destinations relaxed = new Destinations(Set.of("https", "http"), new HostRules("the URL", true));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/",
                "https://10.1.2.3/hook",
                "https://169.254.169.254/latest/meta-data",
                "https://192.168.0.1:8443/",
                "https://100.64.0.1/",
                "https://0.0.0.0/",
                "https://[::1]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[fe80::1]/",
                "https://[fd00::1]/",
                "https://[64:ff9b::7f00:1]/",
                "https://[2002:7f00:1::]/",
                "https://localhost/",
                "https://LOCALHOST./",
                "https://2130706433/",
                "https://0x7f000001/",
                "https://0177.0.0.1/",
                "https://127.1/",
                "http://93.184.216.34/",
                "file:///etc/passwd",
                "https://user@93.184.216.34/",
                "https://93.184.216.34/#x",
                "https://93.184.216.34:0/",
                "https://93.184.216.34:65536/",
                "//93.184.216.34/",
                "https:93.184.216.34",
                "no url at all"
            })
    void whatIsNotPublicOrNotAUrlIsRefused(String url) {
        assertThat(strict.check(url)).isInstanceOf(Destination.Refused.class);
    }

    @Test
    void aPublicAddressIsTakenWithPathAndQuery() {
        assertThat(strict.check("https://93.184.216.34:8443/hook?token=a%20b"))
                .isInstanceOfSatisfying(Destination.Allowed.class, allowed -> {
                    assertThat(allowed.uri()).isEqualTo(URI.create("https://93.184.216.34:8443/hook?token=a%20b"));
                    assertThat(allowed.addresses()).containsExactly(InetAddress.ofLiteral("93.184.216.34"));
                });
        assertThat(relaxed.check("http://127.0.0.1/")).isInstanceOf(Destination.Allowed.class);
        assertThat(strict.check("https://no-such-host.invalid/")).isInstanceOf(Destination.Unreachable.class);
    }

    /// The name has another meaning by then; nothing of it is asked.
    @Test
    void theConnectionGoesToTheAddressThatWasChecked() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                CloseableHttpClient client = PinnedClient.open(
                        "checked.invalid",
                        List.of(InetAddress.getLoopbackAddress()),
                        Duration.ofSeconds(5),
                        1,
                        new Trust(Optional.empty()))) {
            Thread answering = Thread.startVirtualThread(() -> {
                try (var socket = server.accept()) {
                    socket.getOutputStream()
                            .write("HTTP/1.1 204 No Content\r\n\r\n"
                                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                    socket.getOutputStream().flush();
                    socket.getInputStream().readAllBytes();
                } catch (java.io.IOException e) {
                    // The client has hung up.
                    Thread.currentThread().interrupt();
                }
            });
            URI uri = URI.create("http://checked.invalid:" + server.getLocalPort() + "/");

            assertThat(client.executeOpen(HttpHost.create(uri), new HttpGet(uri), null)
                            .getCode())
                    .isEqualTo(204);
            client.close(org.apache.hc.core5.io.CloseMode.IMMEDIATE);
            answering.join();
        }
    }

    @Test
    void anotherNameIsUnknown() throws Exception {
        try (CloseableHttpClient client = PinnedClient.open(
                "checked.invalid",
                List.of(InetAddress.getLoopbackAddress()),
                Duration.ofSeconds(5),
                1,
                new Trust(Optional.empty()))) {
            URI uri = URI.create("http://localhost:1/");

            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> client.executeOpen(HttpHost.create(uri), new HttpGet(uri), null))
                    .isInstanceOf(UnknownHostException.class);
        }
    }
}
