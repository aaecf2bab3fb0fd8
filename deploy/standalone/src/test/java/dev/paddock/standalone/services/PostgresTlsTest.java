package dev.paddock.standalone.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The parameters of `PADDOCK_DB_URL` that the manifests for Kubernetes have are enough to reach a PostgreSQL that has
/// a certificate, and refuse any other one.
class PostgresTlsTest {

    private static final Path MANIFEST = Path.of("..", "kubernetes", "base", "kustomization.yaml");
    private static final Pattern URL = Pattern.compile("PADDOCK_DB_URL=jdbc:postgresql://[^/]+/paddock(\\?\\S+)");
    private static final String MOUNTED = "/etc/paddock/database/ca.pem";
    private static final String PASSWORD = "changeit";

    @TempDir
    private static Path folder;

    private static PostgresServer server;

    @BeforeAll
    static void startWithACertificate() throws Exception {
        make("server");
        make("stranger");
        try (var plain = new PostgresServer(folder.resolve("data"));
                var connection = DriverManager.getConnection(plain.jdbcUrl(), plain.user(), plain.password());
                var statement = connection.createStatement()) {
            statement.execute("alter system set ssl_cert_file = '" + folder.resolve("server.pem") + "'");
            statement.execute("alter system set ssl_key_file = '" + folder.resolve("server.key") + "'");
            statement.execute("alter system set ssl = on");
        }
        server = new PostgresServer(folder.resolve("data"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theManifestsParametersVerifyTheServer() throws Exception {
        try (var connection = connect("localhost", parameters("server.pem"));
                var rows = connection
                        .createStatement()
                        .executeQuery("select ssl, version from pg_stat_ssl where pid = pg_backend_pid()")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getBoolean(1)).isTrue();
            assertThat(rows.getString(2)).startsWith("TLSv1.");
        }
    }

    @Test
    void anotherHostOrAnotherAuthorityIsRefused() throws Exception {
        String trusted = parameters("server.pem");
        assertThatThrownBy(() -> connect("127.0.0.1", trusted))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("127.0.0.1");
        String stranger = parameters("stranger.pem");
        assertThatThrownBy(() -> connect("localhost", stranger))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("certification path");
    }

    @Test
    void withTheRuntimesOwnAuthoritiesACertificateThatNoneSignedIsRefused() {
        assertThatThrownBy(() -> connect(
                        "localhost", "?sslmode=verify-full&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("certification path");
    }

    private static String parameters(String authority) throws Exception {
        Matcher url = URL.matcher(Files.readString(MANIFEST));
        assertThat(url.find()).isTrue();
        assertThat(url.group(1)).contains("sslmode=verify-full", MOUNTED);
        return url.group(1).replace(MOUNTED, folder.resolve(authority).toString());
    }

    private static Connection connect(String host, String parameters) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://" + host + ":" + server.port() + "/postgres" + parameters,
                server.user(),
                server.password());
    }

    /// A certificate for `localhost` that nobody else has signed, and its key.
    private static void make(String name) throws Exception {
        Path store = folder.resolve(name + ".p12");
        List<String> keytool = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                name,
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:localhost",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString());
        assertThat(new ProcessBuilder(keytool).inheritIO().start().waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        pem(name + ".pem", "CERTIFICATE", keys.getCertificate(name).getEncoded());
        Path key = pem(
                name + ".key",
                "PRIVATE KEY",
                keys.getKey(name, PASSWORD.toCharArray()).getEncoded());
        // PostgreSQL takes no key that others may read.
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    }

    private static Path pem(String file, String what, byte[] encoded) throws Exception {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(encoded);
        return Files.writeString(
                folder.resolve(file), "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(what, body));
    }
}
