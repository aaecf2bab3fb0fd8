package dev.paddock.model.source;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;

/// What [SourceRules] say of a clone URL. Sentences never hold a credential.
public sealed interface SourceCheck {

    /// It may be fetched.
    ///
    /// @param uri the URL to use from here on: scp-like spelling resolved, no user name for `http` and `https`; for
    ///     `file` the real path of the folder
    /// @param addresses what the host resolved to, and all that may be connected to; empty for `file`
    record Allowed(URI uri, List<InetAddress> addresses) implements SourceCheck {}

    /// It may not, now or later: what is wrong and what to do about it.
    record Refused(String sentence) implements SourceCheck {}

    /// Its host has no known address now; asking again later may help.
    record Unreachable(String sentence) implements SourceCheck {}
}
