package dev.paddock.standalone.source;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// `file:` URLs of folders, with every byte that a URL may not hold percent-encoded.
final class FileUrl {

    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";

    private FileUrl() {}

    /// `file:///…` of an absolute `folder`. The JDK's own conversion would normalise the characters of a name and so
    /// name another folder.
    static String of(Path folder) {
        var url = new StringBuilder("file://");
        for (byte octet : folder.toString().getBytes(StandardCharsets.UTF_8)) {
            if (PLAIN.indexOf(octet) >= 0) {
                url.append((char) octet);
            } else {
                url.append("%%%02X".formatted(octet & 0xff));
            }
        }
        return url.toString();
    }

    /// The folder that a `file:` URL names.
    static Path folder(String url) throws URISyntaxException {
        return Path.of(new URI(url).getPath());
    }
}
