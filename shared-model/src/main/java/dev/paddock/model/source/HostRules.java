package dev.paddock.model.source;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;

/// Which hosts may be connected to: those of the public internet, and others where that is configured. Thread-safe.
///
/// A name is resolved once: whoever connects does so to the addresses of the answer and to no other, so that a name
/// cannot point elsewhere by then.
public final class HostRules {

    // What some resolver or other takes for an IPv4 address: 2130706433, 0x7f.1, 0177.0.0.1.
    private static final Pattern ENDS_IN_A_NUMBER = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0[xX][0-9A-Fa-f]*)");
    private static final Pattern DOTTED =
            Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");

    private final String of;
    private final boolean privateAddresses;
    private final SourceRules.Names names;

    /// @param of what the host is part of, as sentences say it: `the clone URL`
    /// @param privateAddresses true = hosts may also be private, loopback, link-local, multicast or reserved
    public HostRules(String of, boolean privateAddresses) {
        this(of, privateAddresses, NameService.OF_THE_MACHINE);
    }

    HostRules(String of, boolean privateAddresses, SourceRules.Names names) {
        this.of = of;
        this.privateAddresses = privateAddresses;
        this.names = names;
    }

    /// Judges one host, a name in lower case or an address without brackets; asks the name service, which may take
    /// seconds.
    public HostCheck check(String host) {
        boolean numeric = !host.contains(":") && ENDS_IN_A_NUMBER.matcher(host).matches();
        if (numeric && !DOTTED.matcher(host).matches()) {
            return new HostCheck.Refused("The host " + host + " of " + of
                    + " is an address in an ambiguous spelling; write it as four decimal numbers.");
        }
        InetAddress[] addresses;
        try {
            addresses = names.resolve(host);
        } catch (UnknownHostException e) {
            return new HostCheck.Unreachable("The host " + host + " of " + of
                    + " has no known address; check its spelling and this machine's name service.");
        }
        for (var address : addresses) {
            if (!privateAddresses && !PublicAddresses.contains(address)) {
                return new HostCheck.Refused("The host " + host + " of " + of + " has the address "
                        + address.getHostAddress() + ", which is not public; use a public host or have private"
                        + " addresses allowed in the configuration.");
            }
        }
        return new HostCheck.Allowed(List.of(addresses));
    }
}
