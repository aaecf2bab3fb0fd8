package dev.paddock.controlplane.outbound;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;

/// What [Destinations] say of a URL. Sentences hold nothing of it but the host.
public sealed interface Destination {

    /// It may be called.
    ///
    /// @param addresses what its host stands for, and all that may be connected to
    record Allowed(URI uri, List<InetAddress> addresses) implements Destination {}

    /// It may not, now or later: what is wrong and what to do about it.
    record Refused(String sentence) implements Destination {}

    /// Its host has no known address now; asking again later may help.
    record Unreachable(String sentence) implements Destination {}
}
