package dev.paddock.controlplane.refusal;

import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// From where a call comes. `X-Forwarded-For` is believed as far as configured proxies wrote it: read from its end, up
/// to the first address that is no such proxy. What a client wrote there itself stands before that and is not read.
@Singleton
public class ClientAddress {

    private static final String UNKNOWN = "unknown";
    private static final Pattern WITH_PORT = Pattern.compile("^(\\d{1,3}(?:\\.\\d{1,3}){3}|\\[[^]]+]):\\d{1,5}$");

    private final List<Network> proxies;

    ClientAddress(RefusalConfig config) {
        this.proxies = config.trustedProxies().orElse(List.of()).stream()
                .map(ClientAddress::network)
                .toList();
    }

    private static Network network(String text) {
        try {
            return Network.of(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "PADDOCK_TRUSTED_PROXIES names " + text + ", which is neither an address nor a network as"
                            + " 10.0.0.0/8; correct it and start again.",
                    e);
        }
    }

    /// The caller's address: an IPv4 address, or the first half of an IPv6 address, since one customer has as many as
    /// the second half can tell apart.
    public String of(HttpServerRequest request) {
        String peer =
                request.remoteAddress() == null ? null : request.remoteAddress().hostAddress();
        return of(peer, request.headers().getAll("X-Forwarded-For"));
    }

    String of(@Nullable String peer, List<String> forwarded) {
        Optional<InetAddress> address = peer == null ? Optional.empty() : parse(peer);
        if (address.isEmpty()) {
            return UNKNOWN;
        }
        InetAddress nearest = address.get();
        List<String> hops = Arrays.asList(String.join(",", forwarded).split(",", -1));
        for (String hop : hops.reversed()) {
            Optional<InetAddress> before = isProxy(nearest) ? parse(hop.strip()) : Optional.empty();
            if (before.isEmpty()) {
                break;
            }
            nearest = before.get();
        }
        return text(nearest);
    }

    private boolean isProxy(InetAddress address) {
        return proxies.stream().anyMatch(network -> network.contains(address));
    }

    private static Optional<InetAddress> parse(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(WITH_PORT.matcher(text).replaceFirst("$1")));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String text(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address.getHostAddress();
        }
        byte[] half = Arrays.copyOf(Arrays.copyOf(address.getAddress(), 8), 16);
        try {
            return InetAddress.getByAddress(half).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes are an address", e);
        }
    }
}
