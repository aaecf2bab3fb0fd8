package dev.paddock.standalone.reports;

import dev.paddock.standalone.Json;
import dev.paddock.standalone.UsageError;
import dev.paddock.standalone.client.Connection;
import dev.paddock.standalone.client.Query;
import dev.paddock.standalone.client.RepeatedCall;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Sends screenshots by themselves: those that the control plane does not have yet.
final class SendScreenshots {

    private static final String PATH = "/api/v1/screenshots/";
    /// What one call asks for at most.
    private static final int TOGETHER = 1000;

    private static final int MOST_BYTES = 20 << 20;
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private final Connection connection;
    private final String query;

    /// @param repository whose they are; null for the one of the client credentials
    SendScreenshots(Connection connection, @Nullable String repository) {
        this.connection = connection;
        this.query = new Query().with("repository", repository).toString();
    }

    /// What was done.
    ///
    /// @param digests of all files
    /// @param different how many screenshots these are
    /// @param sent how many the control plane did not have
    record Sent(Map<Path, String> digests, int different, int sent) {}

    /// Sends what is missing of `named`. Throws [UsageError] when a file is not there, or is no PNG that is taken; then
    /// nothing was sent.
    Sent send(List<NamedScreenshot> named) throws IOException, InterruptedException {
        Map<Path, String> digests = new LinkedHashMap<>();
        Map<String, Path> files = new TreeMap<>();
        for (NamedScreenshot one : named) {
            if (!digests.containsKey(one.file())) {
                String digest = digest(one);
                digests.put(one.file(), digest);
                files.put(digest, one.file());
            }
        }
        List<String> all = List.copyOf(files.keySet());
        int sent = 0;
        for (int i = 0; i < all.size(); i += TOGETHER) {
            for (String missing : missing(all.subList(i, Math.min(i + TOGETHER, all.size())))) {
                Path file = files.get(missing);
                if (file != null) {
                    RepeatedCall.answer(() -> connection.put(PATH + missing + query, file, "image/png"));
                    sent++;
                }
            }
        }
        return new Sent(digests, all.size(), sent);
    }

    private record Missing(List<String> missing) {}

    private List<String> missing(List<String> digests) throws IOException, InterruptedException {
        var body = Map.of("digests", digests);
        return Json.read(
                        RepeatedCall.answer(() -> connection.post(PATH + "probe" + query, body))
                                .body(),
                        Missing.class)
                .missing();
    }

    /// Only PNGs are sent, whatever a report names.
    private static String digest(NamedScreenshot one) {
        try {
            if (Files.size(one.file()) > MOST_BYTES) {
                throw new UsageError("%s names %s, which has more than %d MiB; send a smaller one."
                        .formatted(one.place(), one.file(), MOST_BYTES >> 20));
            }
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            try (InputStream bytes = new DigestInputStream(Files.newInputStream(one.file()), sha)) {
                if (!Arrays.equals(bytes.readNBytes(SIGNATURE.length), SIGNATURE)) {
                    throw new UsageError("%s names %s, which is no PNG; name one.".formatted(one.place(), one.file()));
                }
                bytes.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchFileException e) {
            throw new UsageError("%s names %s, and there is no such file; names begin in the folder of the report."
                    .formatted(one.place(), one.file()));
        } catch (IOException e) {
            throw new UsageError(
                    "%s names %s, which cannot be read (%s); make it readable.".formatted(one.place(), one.file(), e));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
