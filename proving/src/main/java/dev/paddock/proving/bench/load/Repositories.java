package dev.paddock.proving.bench.load;

import dev.paddock.proving.site.Site;
import dev.paddock.standalone.CouldNotRun;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/// The repositories that the runs are about. Nobody ever fetches them.
public final class Repositories {

    private static final int COUNT = 8;

    private Repositories() {}

    /// How submissions name them.
    static List<String> names() {
        return IntStream.range(0, COUNT).mapToObj(i -> "bench/repository-" + i).toList();
    }

    /// Registers them all.
    public static void register(Site site) throws IOException {
        try (var connection = new Connection(site.replicas().getFirst().url())) {
            for (String name : names()) {
                var reply = connection.exchange(Connection.call(
                        "POST",
                        "/v1/repositories",
                        "{\"name\": \"%s\", \"clone_url\": \"http://127.0.0.1/%s.git\"}".formatted(name, name),
                        "Authorization: Bearer " + site.adminKey().text()));
                if (reply.status() / 100 != 2) {
                    throw new CouldNotRun("A repository was refused with " + reply.status() + ": " + reply.text());
                }
            }
        }
    }
}
