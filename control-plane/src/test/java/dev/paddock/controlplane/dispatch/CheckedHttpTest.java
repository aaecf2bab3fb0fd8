package dev.paddock.controlplane.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;
import dev.paddock.controlplane.outbound.Trust;
import dev.paddock.model.source.SourceCheck;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// TLS to an address that was checked, with the name that it was checked for.
class CheckedHttpTest {

    private static final String PASSWORD = "changeit";
    private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");

    private final List<String> told = new CopyOnWriteArrayList<>();
    private HttpsServer server;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws Exception {
        KeyStore keys = certificate("git.invalid");
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(HERE, 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            try (exchange) {
                told.add(exchange.getRequestHeaders().getFirst("Host"));
                ((ExtendedSSLSession) ((HttpsExchange) exchange).getSSLSession())
                        .getRequestedServerNames()
                        .forEach(name -> told.add(name.toString()));
                exchange.sendResponseHeaders(204, -1);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private KeyStore certificate(String host) throws Exception {
        Path file = folder.resolve("server.p12");
        List<String> keytool = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "server",
                "-dname",
                "CN=" + host,
                "-ext",
                "san=dns:" + host,
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString());
        assertThat(new ProcessBuilder(keytool).inheritIO().start().waitFor()).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        Files.writeString(
                folder.resolve("server.pem"),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(store.getCertificate("server").getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        return store;
    }

    private int call(String checked, String called) throws IOException {
        String port = ":" + server.getAddress().getPort();
        try (CheckedHttp http = new CheckedHttp(
                new SourceCheck.Allowed(URI.create("https://" + checked + port + "/a.git"), List.of(HERE)),
                Duration.ofSeconds(5),
                new Trust(Optional.of(folder.resolve("server.pem"))))) {
            return http.create(URI.create("https://" + called + port + "/a.git").toURL())
                    .getResponseCode();
        }
    }

    @Test
    void theServerIsToldTheNameAndHasToProveIt() throws IOException {
        assertThat(call("git.invalid", "git.invalid")).isEqualTo(204);

        assertThat(told)
                .containsExactly(
                        "git.invalid:" + server.getAddress().getPort(), "type=host_name (0), value=git.invalid");
    }

    @Test
    void aCertificateForAnotherNameIsNotTaken() {
        assertThatThrownBy(() -> call("other.invalid", "other.invalid")).isInstanceOf(SSLException.class);
        assertThat(told).isEmpty();
    }

    @Test
    void anotherNameThanTheCheckedOneIsUnknown() {
        assertThatThrownBy(() -> call("git.invalid", "localhost")).isInstanceOf(UnknownHostException.class);
        assertThat(told).isEmpty();
    }
}
