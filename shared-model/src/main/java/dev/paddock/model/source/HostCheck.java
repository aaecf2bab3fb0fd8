package dev.paddock.model.source;

import java.net.InetAddress;
import java.util.List;

/// What [HostRules] say of a host.
public sealed interface HostCheck {

    /// It may be connected to.
    ///
    /// @param addresses what its name stands for, and all that may be connected to
    record Allowed(List<InetAddress> addresses) implements HostCheck {}

    /// It may not, now or later: what is wrong and what to do about it.
    record Refused(String sentence) implements HostCheck {}

    /// It has no known address now; asking again later may help.
    record Unreachable(String sentence) implements HostCheck {}
}
