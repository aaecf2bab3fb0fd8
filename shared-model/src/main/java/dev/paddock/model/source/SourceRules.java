package dev.paddock.model.source;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which clone URLs may be fetched. Thread-safe; holds no state but its settings.
///
/// Always allowed are `https` and `ssh` (also as `user@host:path`) to hosts of the public internet, as [HostRules] say.
public final class SourceRules {

    private static final Set<String> ALWAYS = Set.of("https", "ssh");
    private static final Set<String> ON_REQUEST = Set.of("http", "file");

    /// How a host name becomes addresses.
    @FunctionalInterface
    public interface Names {

        /// All addresses of `host`, at least one.
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    private final Set<String> schemes;
    private final AllowedFolders folders;
    private final HostRules hosts;

    /// @param extraSchemes of `http` and `file`; another one throws [IllegalArgumentException]
    /// @param privateAddresses true = hosts may also be private, loopback, link-local, multicast or reserved
    /// @param folderList a UTF-8 file with one absolute folder a line, which `file` may read with all below it.
    ///     Read anew at each check. Null, or a file that is not there, allows no folder
    public SourceRules(Set<String> extraSchemes, boolean privateAddresses, @Nullable Path folderList) {
        this(extraSchemes, privateAddresses, folderList, NameService.OF_THE_MACHINE);
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
        this.folders = new AllowedFolders(folderList);
        this.hosts = new HostRules("the clone URL", privateAddresses, names);
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
        return switch (hosts.check(url.host())) {
            case HostCheck.Allowed allowed -> new SourceCheck.Allowed(url.uri(), allowed.addresses());
            case HostCheck.Refused refused -> new SourceCheck.Refused(refused.sentence());
            case HostCheck.Unreachable unreachable -> new SourceCheck.Unreachable(unreachable.sentence());
        };
    }
}
