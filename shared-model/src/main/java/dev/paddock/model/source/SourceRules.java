package dev.paddock.model.source;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which clone URLs may be fetched. Thread-safe; holds no state but its settings.
///
/// Always allowed are `https` and `ssh` (also as `user@host:path`) to hosts of the public internet. A name is resolved
/// once: whoever fetches connects to the addresses of the answer and to no other, so that a name cannot point elsewhere
/// by then.
public final class SourceRules {

    private static final Set<String> ALWAYS = Set.of("https", "ssh");
    private static final Set<String> ON_REQUEST = Set.of("http", "file");
    // What some resolver or other takes for an IPv4 address: 2130706433, 0x7f.1, 0177.0.0.1.
    private static final Pattern ENDS_IN_A_NUMBER = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0[xX][0-9A-Fa-f]*)");
    private static final Pattern DOTTED =
            Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");

    /// How a host name becomes addresses.
    @FunctionalInterface
    public interface Names {

        /// All addresses of `host`, at least one.
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    private final Set<String> schemes;
    private final boolean privateAddresses;
    private final AllowedFolders folders;
    private final Names names;

    /// @param extraSchemes of `http` and `file`; another one throws [IllegalArgumentException]
    /// @param privateAddresses true = hosts may also be private, loopback, link-local, multicast or reserved
    /// @param folderList a UTF-8 file with one absolute folder a line, which `file` may read with all below it.
    ///     Read anew at each check. Null, or a file that is not there, allows no folder
    public SourceRules(Set<String> extraSchemes, boolean privateAddresses, @Nullable Path folderList) {
        this(extraSchemes, privateAddresses, folderList, InetAddress::getAllByName);
    }

    /// As above, with `names` in place of the machine's name service.
    public SourceRules(Set<String> extraSchemes, boolean privateAddresses, @Nullable Path folderList, Names names) {
        var allowed = new TreeSet<>(ALWAYS);
        for (var scheme : extraSchemes) {
            var lower = scheme.strip().toLowerCase(Locale.ROOT);
            if (!ON_REQUEST.contains(lower) && !ALWAYS.contains(lower)) {
                throw new IllegalArgumentException("unknown scheme " + scheme + "; http and file may be allowed");
            }
            allowed.add(lower);
        }
        this.schemes = allowed;
        this.privateAddresses = privateAddresses;
        this.folders = new AllowedFolders(folderList);
        this.names = names;
    }

    /// Judges one URL; asks the name service, which may take seconds.
    public SourceCheck check(String url) {
        CloneUrl parsed;
        try {
            parsed = CloneUrl.parse(url);
        } catch (CloneUrl.Malformed e) {
            return new SourceCheck.Refused(e.sentence());
        }
        if (!schemes.contains(parsed.scheme())) {
            return new SourceCheck.Refused("Clone URLs with the scheme " + parsed.scheme()
                    + " are not allowed here; use one of " + String.join(", ", schemes) + ".");
        }
        return parsed.scheme().equals("file") ? folders.check(parsed.path()) : checkHost(parsed);
    }

    private SourceCheck checkHost(CloneUrl url) {
        var host = url.host();
        boolean numeric = !host.contains(":") && ENDS_IN_A_NUMBER.matcher(host).matches();
        if (numeric && !DOTTED.matcher(host).matches()) {
            return new SourceCheck.Refused("The host " + host
                    + " of the clone URL is an address in an ambiguous spelling; write it as four decimal numbers.");
        }
        InetAddress[] addresses;
        try {
            addresses = names.resolve(host);
        } catch (UnknownHostException e) {
            return new SourceCheck.Unreachable("The host " + host
                    + " of the clone URL has no known address; check its spelling and this machine's name service.");
        }
        for (var address : addresses) {
            if (!privateAddresses && !PublicAddresses.contains(address)) {
                return new SourceCheck.Refused("The host " + host + " of the clone URL has the address "
                        + address.getHostAddress() + ", which is not public; use a public host or have private"
                        + " addresses allowed in the configuration.");
            }
        }
        return new SourceCheck.Allowed(url.uri(), List.of(addresses));
    }
}
