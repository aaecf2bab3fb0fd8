package dev.paddock.runner.result.report;

import dev.paddock.model.finding.Sarif;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// From a SARIF location to the paths that it may mean.
final class SarifPaths {

    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]{1,30}:");

    /// No path is longer (4 096), each byte percent-encoded.
    private static final int LONGEST = 3 * 4096;

    /// More bases on top of each other are a loop, or no tool's work.
    private static final int BASES = 8;

    private SarifPaths() {}

    /// Percent-decoded, and then as it stands, for the many tools that do not encode; empty when it is no file's.
    static List<String> of(Sarif.Run run, Sarif.@Nullable ArtifactLocation location) {
        Sarif.ArtifactLocation meant = location == null || location.uri() != null
                ? location
                : SarifRules.at(run.artifacts(), location.index())
                        .map(Sarif.Artifact::location)
                        .orElse(null);
        if (meant == null || meant.uri() == null) {
            return List.of();
        }
        String uri = absolute(run, meant, BASES);
        if (uri.length() > LONGEST) {
            return List.of();
        }
        String path = uri.replaceFirst("^file:(//(localhost)?(?=/))?", "");
        return Stream.of(decoded(path), path).distinct().toList();
    }

    // A base that is not described is the root of what was looked at: `%SRCROOT%` mostly.
    private static String absolute(Sarif.Run run, Sarif.ArtifactLocation location, int basesLeft) {
        String uri = location.uri() == null ? "" : location.uri();
        if (uri.length() > LONGEST) {
            return uri;
        }
        String baseId = location.uriBaseId();
        if (uri.startsWith("/") || SCHEME.matcher(uri).lookingAt() || baseId == null || basesLeft == 0) {
            return uri;
        }
        Sarif.ArtifactLocation base = run.originalUriBaseIds().get(baseId);
        String folder = base == null ? "" : absolute(run, base, basesLeft - 1);
        return folder.isEmpty() || folder.endsWith("/") ? folder + uri : folder + "/" + uri;
    }

    private static String decoded(String path) {
        if (path.indexOf('%') < 0) {
            return path;
        }
        var bytes = new ByteArrayOutputStream(path.length());
        byte[] raw = path.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < raw.length; i++) {
            int value = raw[i] == '%' && i + 2 < raw.length
                    ? Character.digit(raw[i + 1], 16) * 16 + Character.digit(raw[i + 2], 16)
                    : -1;
            boolean encoded = value >= 0 && Character.digit(raw[i + 2], 16) >= 0;
            bytes.write(encoded ? value : raw[i]);
            i += encoded ? 2 : 0;
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
