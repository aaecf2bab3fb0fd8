package dev.paddock.controlplane.child;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Runs programs that read what strangers sent: within limits, without the server's variables, and without a network
/// where the system can do that.
@Singleton
public class Confinement {

    private static final Logger LOG = Logger.getLogger(Confinement.class);
    private static final String PATH = "/usr/local/bin:/usr/bin:/bin";
    private static final Duration SWIFT = Duration.ofSeconds(10);
    /// So that the shell's own limit is not the one that is noticed.
    private static final Duration GRACE = Duration.ofSeconds(2);
    /// A network without an interface: for root, else for a user who becomes root of a namespace of his own.
    private static final List<List<String>> WITHOUT_NETWORK =
            List.of(List.of("unshare", "--net"), List.of("unshare", "--map-root-user", "--net"));
    /// In seconds, KiB, KiB and blocks of 512 bytes.
    private static final String LIMITED = """
            ulimit -c 0 && ulimit -n 4096 && ulimit -t "$1" && ulimit -d "$2" && ulimit -v "$3" && ulimit -f "$4" || exit 126
            shift 4
            exec "$@"
            """;

    private @Nullable List<String> prefix;

    /// Runs `command`, the first of which is an absolute path, in `folder`, which is its home and has its temporary
    /// files. Throws [IOException] when the system cannot limit it.
    public Ended run(List<String> command, Path folder, Limits limits) throws IOException, InterruptedException {
        List<String> confined = new ArrayList<>();
        // Counts on when this server is gone.
        confined.addAll(List.of("timeout", "-s", "KILL", seconds(limits.time().plus(GRACE))));
        confined.addAll(withoutNetwork());
        confined.addAll(List.of("sh", "-c", LIMITED, "sh"));
        // What all processors have in that time: the clock is what ends it, unless it has got away from that.
        confined.add(seconds(limits.time().multipliedBy(Runtime.getRuntime().availableProcessors())));
        confined.add(String.valueOf(limits.dataMebibytes() * 1024L));
        confined.add(String.valueOf(limits.addressMebibytes() * 1024L));
        confined.add(String.valueOf(limits.fileMebibytes() * 2048L));
        confined.addAll(command);
        Map<String, String> environment = Map.of(
                "PATH", PATH, "HOME", folder.toString(), "TMPDIR", folder.toString(), "LANG", "C.UTF-8", "CI", "true");
        return ChildProcess.run(confined, folder, environment, limits.time());
    }

    private static String seconds(Duration time) {
        return String.valueOf(Math.max(1, time.toSeconds()));
    }

    /// What to start programs with; empty where the system lets nobody be without a network.
    private synchronized List<String> withoutNetwork() throws InterruptedException {
        if (prefix == null) {
            prefix = find();
            if (prefix.isEmpty()) {
                LOG.warn("this system gives a program no network of its own: reports are generated with the server's");
            }
        }
        return prefix;
    }

    private static List<String> find() throws InterruptedException {
        for (List<String> way : WITHOUT_NETWORK) {
            List<String> command = new ArrayList<>(way);
            command.add("true");
            try {
                if (ChildProcess.run(command, Path.of("/"), Map.of("PATH", PATH), SWIFT)
                                .status()
                        == 0) {
                    return way;
                }
            } catch (IOException e) {
                LOG.debug("no program that does it", e);
            }
        }
        return List.of();
    }
}
