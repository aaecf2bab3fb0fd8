package dev.paddock.controlplane.outbound;

import dev.paddock.model.source.HostCheck;
import dev.paddock.model.source.HostRules;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// Which URLs the server calls for its users. The rules for hosts are those for repositories.
@Singleton
public class Destinations {

    private static final int MOST_CHARACTERS = 2000;
    private static final int MOST_PORT = 65_535;

    private final Set<String> schemes;
    private final HostRules hosts;

    @Inject
    Destinations(OutboundConfig config) {
        this(config.schemes(), new HostRules("the URL", config.privateAddresses()));
    }

    Destinations(Set<String> schemes, HostRules hosts) {
        this.schemes = new TreeSet<>(schemes);
        this.hosts = hosts;
    }

    /// Judges one URL; asks the name service, which may take seconds.
    public Destination check(String url) {
        if (url.isBlank() || url.length() > MOST_CHARACTERS) {
            return new Destination.Refused("The URL is empty or longer than " + MOST_CHARACTERS
                    + " characters; give one such as https://host/path.");
        }
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            return new Destination.Refused("The URL has a character that is not allowed in it; percent-encode it.");
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!schemes.contains(scheme)) {
            return new Destination.Refused("The URL's scheme must be one of " + String.join(", ", schemes) + ".");
        }
        String host = uri.getHost();
        if (host == null || host.isEmpty() || host.contains("%")) {
            return new Destination.Refused(
                    "The URL names no valid host; write its name in ASCII (punycode) and without _.");
        }
        if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            return new Destination.Refused("The URL has a user's name or a fragment; leave both out.");
        }
        if (uri.getPort() == 0 || uri.getPort() > MOST_PORT) {
            return new Destination.Refused("The URL has no valid port; use 1 to " + MOST_PORT + ".");
        }
        return switch (hosts.check(plain(host))) {
            case HostCheck.Allowed allowed -> new Destination.Allowed(uri, allowed.addresses());
            case HostCheck.Refused refused -> new Destination.Refused(refused.sentence());
            case HostCheck.Unreachable unreachable -> new Destination.Unreachable(unreachable.sentence());
        };
    }

    private static String plain(String host) {
        String plain = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        // One trailing dot only marks a name as complete.
        return (plain.endsWith(".") ? plain.substring(0, plain.length() - 1) : plain).toLowerCase(Locale.ROOT);
    }
}
