package dev.paddock.runner.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Against a server over TLS whose certificate the cluster's authority signed.
@Timeout(60)
class PodDeletionCostTest {

    private static final String PASSWORD = "changeit";

    @TempDir
    Path folder;

    private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
    private HttpsServer api;
    private volatile int status = 200;

    @BeforeEach
    void start() throws Exception {
        keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=api", "-ext", "san=ip:127.0.0.1");
        keytool("-exportcert", "-rfc", "-file", folder.resolve("ca.crt").toString());
        Files.writeString(folder.resolve("namespace"), "paddock-runners\n");
        Files.writeString(folder.resolve("token"), "first\n");
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("keys"))) {
            store.load(in, PASSWORD.toCharArray());
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        api = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        api.setHttpsConfigurator(new HttpsConfigurator(tls));
        api.createContext("/", this::answer);
        api.start();
    }

    @AfterEach
    void stop() {
        api.stop(0);
    }

    @Test
    void theNumberOfTasksIsThePodsDeletionCost() throws Exception {
        try (PodDeletionCost cost = begin(account().client())) {
            cost.accept(0);
            assertThat(next()).isEqualTo(call("first", 0));
            Files.writeString(folder.resolve("token"), "second\n");
            cost.accept(2);
            assertThat(next()).isEqualTo(call("second", 2));
        }
    }

    @Test
    void whatKubernetesDoesNotTakeIsToldAgain() throws Exception {
        status = 503;
        try (PodDeletionCost cost = begin(account().client())) {
            cost.accept(1);
            assertThat(next()).isEqualTo(call("first", 1));
            status = 200;
            cost.accept(3);
            assertThat(next()).isEqualTo(call("first", 3));
        }
    }

    @Test
    void aServerOfAnotherAuthorityIsNotTold() throws Exception {
        try (PodDeletionCost cost = begin(HttpClient.newHttpClient())) {
            cost.accept(1);
            assertThat(calls.poll(1, TimeUnit.SECONDS)).isNull();
        }
    }

    @Test
    void aPodWithoutATokenSaysSo() {
        assertThatThrownBy(() -> PodDeletionCost.of("runner-1", Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("automountServiceAccountToken");
    }

    private PodDeletionCost begin(HttpClient client) throws IOException {
        return new PodDeletionCost(account(), client, "runner-1");
    }

    private ServiceAccount account() {
        return new ServiceAccount(
                URI.create("https://127.0.0.1:" + api.getAddress().getPort()), folder);
    }

    private String next() throws InterruptedException {
        return String.valueOf(calls.poll(30, TimeUnit.SECONDS));
    }

    private static String call(String token, int tasks) {
        return "PATCH /api/v1/namespaces/paddock-runners/pods/runner-1 Bearer " + token
                + " application/merge-patch+json"
                + " {\"metadata\":{\"annotations\":{\"controller.kubernetes.io/pod-deletion-cost\":\"" + tasks
                + "\"}}}";
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            calls.add(String.join(
                    " ",
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders().getFirst("Authorization"),
                    exchange.getRequestHeaders().getFirst("Content-Type"),
                    body));
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private void keytool(String... arguments) throws Exception {
        Process process = new ProcessBuilder(command(arguments))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor()).isZero();
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-alias",
                "api",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                folder.resolve("keys").toString()));
        command.addAll(List.of(arguments));
        return command;
    }
}
