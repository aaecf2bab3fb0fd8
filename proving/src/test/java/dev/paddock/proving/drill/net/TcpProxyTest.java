package dev.paddock.proving.drill.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.paddock.proving.drill.net.TcpProxy.Weather;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {

    private final HttpClient http = HttpClient.newHttpClient();
    private HttpServer server;
    private URI target;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 10);
        server.createContext("/", exchange -> {
            byte[] body = "x".repeat(1000).getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        target = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        http.shutdownNow();
        server.stop(0);
    }

    @Test
    void inFairWeatherEverythingArrives() throws Exception {
        try (var proxy = new TcpProxy(List.of(target))) {
            assertThat(get(proxy)).hasSize(1000);
        }
    }

    @Test
    void theNextTargetServesWhenTheFirstIsGone() throws Exception {
        try (var proxy = new TcpProxy(List.of(URI.create("http://127.0.0.1:1"), target))) {
            assertThat(get(proxy)).hasSize(1000);
        }
    }

    @Test
    void aPartitionAnswersNobodyUntilItIsOver() throws Exception {
        try (var proxy = new TcpProxy(List.of(target))) {
            proxy.weather(new Weather.Partition());
            assertThatThrownBy(() -> get(proxy, Duration.ofSeconds(1))).isInstanceOf(HttpTimeoutException.class);

            proxy.weather(Weather.FAIR);
            assertThat(get(proxy)).hasSize(1000);
        }
    }

    @Test
    void aResetIsToldAtOnce() {
        try (var proxy = new TcpProxy(List.of(target))) {
            proxy.weather(new Weather.Reset());
            assertThatThrownBy(() -> get(proxy))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(HttpTimeoutException.class);
        }
    }

    @Test
    void aSlowNetworkDeliversInPieces() throws Exception {
        try (var proxy = new TcpProxy(List.of(target))) {
            proxy.weather(new Weather.Slow(5, 100));
            long begun = System.nanoTime();

            assertThat(get(proxy)).hasSize(1000);

            // Ten pieces of the body and at least one of the request.
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(50));
        }
    }

    private String get(TcpProxy proxy) throws IOException, InterruptedException {
        return get(proxy, Duration.ofSeconds(30));
    }

    private String get(TcpProxy proxy, Duration patience) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(proxy.url()).timeout(patience).build();
        return http.send(request, BodyHandlers.ofString()).body();
    }
}
