package dev.paddock.model.source;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A clone URL taken apart, in any spelling git knows: `scheme://…`, `user@host:path`.
///
/// @param user null for `http` and `https`, where a name without a password says nothing
/// @param host in lower case, an IPv6 address without brackets; empty for `file`
/// @param port -1 = the scheme's own
/// @param path encoded; for `file` decoded
record CloneUrl(String scheme, @Nullable String user, String host, int port, String path) {

    private static final Pattern SCHEME = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]*):");
    private static final Pattern WITH_AUTHORITY = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*://.*", Pattern.DOTALL);
    // `https:host/repo` misses two slashes, and is not a folder of the host `https`.
    private static final Set<String> SCHEMES = Set.of("http", "https", "ssh", "git", "ftp", "ftps");
    private static final Pattern SCP_LIKE =
            Pattern.compile("(?:([A-Za-z0-9._-]+)@)?([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+]):([^\\s\\\\]+)");

    /// Says in one sentence why a text is no clone URL.
    static final class Malformed extends Exception {
        Malformed(String sentence) {
            super(sentence);
        }

        String sentence() {
            return String.valueOf(getMessage());
        }
    }

    static CloneUrl parse(String text) throws Malformed {
        if (text.isBlank() || text.length() > 2000 || text.chars().anyMatch(Character::isISOControl)) {
            throw new Malformed("The clone URL is empty, longer than 2000 characters or holds control characters;"
                    + " give a URL such as https://host/owner/repo.git.");
        }
        var scheme = SCHEME.matcher(text);
        if (scheme.find() && scheme.group(1).equalsIgnoreCase("file")) {
            return file(text.substring("file:".length()));
        }
        if (WITH_AUTHORITY.matcher(text).matches()) {
            return withAuthority(text);
        }
        var scp = SCP_LIKE.matcher(text);
        if (scp.matches() && !SCHEMES.contains(scp.group(2).toLowerCase(Locale.ROOT))) {
            return scpLike(scp.group(1), scp.group(2), scp.group(3));
        }
        throw new Malformed("The clone URL has no scheme; give a URL such as https://host/owner/repo.git,"
                + " git@host:owner/repo.git or file:///folder.");
    }

    private static CloneUrl withAuthority(String text) throws Malformed {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            // The text itself stays out of the sentence: it may hold a password.
            throw new Malformed("The clone URL has a character that is not allowed in it;"
                    + " percent-encode spaces, quotes and letters beyond ASCII.");
        }
        var scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        var host = uri.getHost();
        if (host == null || host.isEmpty() || host.contains("%")) {
            throw new Malformed("The clone URL names no valid host; write its name in ASCII (punycode) and without _.");
        }
        var user = uri.getRawUserInfo();
        if (user != null && user.contains(":")) {
            throw new Malformed("The clone URL for " + host
                    + " holds a password; take it out and store it as the repository's credential.");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new Malformed("The clone URL for " + host + " has a query or a fragment; leave both out.");
        }
        if (uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw new Malformed("The clone URL for " + host + " has no valid port; use 1 to 65535.");
        }
        var path = uri.getRawPath();
        if (path == null || path.isEmpty() || path.equals("/")) {
            throw new Malformed("The clone URL for " + host + " names no repository; add its path.");
        }
        return new CloneUrl(
                scheme, scheme.startsWith("http") ? null : user, plainHost(host), uri.getPort(), uri.getRawPath());
    }

    /// The path counts from the server's root, which is what all forges mean by it.
    private static CloneUrl scpLike(@Nullable String user, String host, String path) throws Malformed {
        try {
            var uri = new URI("ssh", user, host, -1, path.startsWith("/") ? path : "/" + path, null, null);
            return withAuthority(uri.toASCIIString());
        } catch (URISyntaxException e) {
            throw new Malformed("The clone URL names no valid host; write it as git@host:owner/repo.git.");
        }
    }

    private static CloneUrl file(String rest) throws Malformed {
        var path = rest;
        if (rest.startsWith("//")) {
            var slash = rest.indexOf('/', 2);
            var host = slash < 0 ? rest.substring(2) : rest.substring(2, slash);
            if (!host.isEmpty() && !host.equalsIgnoreCase("localhost")) {
                throw new Malformed(
                        "The clone URL file://" + host + "/… names another machine's folder; write file:///folder.");
            }
            path = slash < 0 ? "" : rest.substring(slash);
        }
        if (!path.startsWith("/")) {
            throw new Malformed("The clone URL names no absolute folder; write file:///folder.");
        }
        return new CloneUrl("file", null, "", -1, PercentCodec.decode(path));
    }

    private static String plainHost(String host) {
        var plain = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        // One trailing dot only marks a name as complete.
        return (plain.endsWith(".") ? plain.substring(0, plain.length() - 1) : plain).toLowerCase(Locale.ROOT);
    }

    /// The URL again, in one spelling.
    URI uri() {
        var authority = (user == null ? "" : user + "@")
                + (host.contains(":") ? "[" + host + "]" : host)
                + (port < 0 ? "" : ":" + port);
        return URI.create(scheme + "://" + authority + path);
    }
}
