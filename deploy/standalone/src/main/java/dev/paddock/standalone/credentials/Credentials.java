package dev.paddock.standalone.credentials;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.standalone.CouldNotRun;
import dev.paddock.standalone.Layout;
import dev.paddock.standalone.services.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/// `credentials.json`: how a person and the programs get into the stack. Made once, kept; only `url` follows the port.
public record Credentials(String url, String adminUser, String adminPassword, ApiKey adminKey, ApiKey runnerKey) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /// The file's members are plain strings.
    private record Stored(String url, String adminUser, String adminPassword, String adminKey, String runnerKey) {}

    /// The credentials in the data folder, made when there are none, with `url` as given. Throws [CouldNotRun] when
    /// the file cannot be read.
    public static Credentials keep(Layout layout, String url) throws IOException {
        Credentials credentials =
                Files.exists(layout.credentials()) ? read(layout).at(url) : fresh(url);
        credentials.write(layout);
        return credentials;
    }

    /// The credentials of the stack on this data folder.
    public static Credentials read(Layout layout) throws IOException {
        Path file = layout.credentials();
        try {
            Stored stored = JSON.readValue(file.toFile(), Stored.class);
            return new Credentials(
                    stored.url(),
                    stored.adminUser(),
                    stored.adminPassword(),
                    new ApiKey(stored.adminKey()),
                    new ApiKey(stored.runnerKey()));
        } catch (JsonProcessingException | IllegalArgumentException | NullPointerException e) {
            throw new CouldNotRun(
                    "%s is damaged; put it back from a copy, or move the data folder away to begin anew."
                            .formatted(file),
                    e);
        }
    }

    private static Credentials fresh(String url) {
        var random = new SecureRandom();
        return new Credentials(url, "admin", hex(random, 12), ApiKey.random(random), ApiKey.random(random));
    }

    private Credentials at(String newUrl) {
        return new Credentials(newUrl, adminUser, adminPassword, adminKey, runnerKey);
    }

    private void write(Layout layout) throws IOException {
        var stored = new Stored(url, adminUser, adminPassword, adminKey.text(), runnerKey.text());
        Folders.writeSecret(
                layout.credentials(), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(stored) + "\n");
        Path secrets = Folders.secret(layout.secrets());
        Folders.writeSecret(secrets.resolve("admin-password"), adminPassword);
        Folders.writeSecret(secrets.resolve("admin-key"), adminKey.text());
        Folders.writeSecret(secrets.resolve("runner-key"), runnerKey.text());
        Path secretKey = secrets.resolve("secret-key");
        if (!Files.exists(secretKey)) {
            Folders.writeSecret(secretKey, hex(new SecureRandom(), 32));
        }
    }

    private static String hex(SecureRandom random, int bytes) {
        byte[] drawn = new byte[bytes];
        random.nextBytes(drawn);
        return HexFormat.of().formatHex(drawn);
    }

    /// Without the password.
    @Override
    public String toString() {
        return "Credentials[" + url + ", " + adminUser + "]";
    }
}
