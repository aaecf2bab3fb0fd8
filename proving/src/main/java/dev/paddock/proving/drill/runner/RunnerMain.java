package dev.paddock.proving.drill.runner;

import dev.paddock.proving.site.RunnerClients;
import dev.paddock.standalone.credentials.ApiKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A process of one or more simulated runners. It ends when it is told to, or when its parent does.
public final class RunnerMain {

    private static final int ONE = 1;

    private RunnerMain() {}

    /// What a process is told.
    ///
    /// @param key a file with the runners' key
    /// @param runners how many; with more than one, their ids have a number at the end
    /// @param tag what they offer
    public record Orders(URI url, Path key, String id, int runners, int slots, String tag, Path journal, long seed) {

        /// As the arguments of [#main].
        public List<String> arguments() {
            return List.of(
                    url.toString(),
                    key.toString(),
                    id,
                    Integer.toString(runners),
                    Integer.toString(slots),
                    tag,
                    journal.toString(),
                    Long.toString(seed),
                    Long.toString(ProcessHandle.current().pid()));
        }

        static Orders of(String[] words) {
            return new Orders(
                    URI.create(words[0]),
                    Path.of(words[1]),
                    words[2],
                    Integer.parseInt(words[3]),
                    Integer.parseInt(words[4]),
                    words[5],
                    Path.of(words[6]),
                    Long.parseLong(words[7]));
        }
    }

    /// The arguments are those of [Orders#arguments].
    public static void main(String[] words) throws IOException {
        Orders orders = Orders.of(words);
        var parent = ProcessHandle.of(Long.parseLong(words[8]));
        ApiKey key = new ApiKey(Files.readString(orders.key()).strip());
        var clients = new RunnerClients(key, new Random(orders.seed()));
        var journal = new Journal(orders.journal());
        List<SimulatedRunner> runners = new ArrayList<>();
        for (int i = 0; i < orders.runners(); i++) {
            String id = orders.runners() == ONE ? orders.id() : orders.id() + "-" + i;
            var client = clients.runner(id, orders.slots(), List.of(orders.tag()), orders.url());
            runners.add(new SimulatedRunner(client, journal, key.text()));
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(runners), "stop"));
        runners.forEach(SimulatedRunner::start);
        parent.ifPresent(handle -> handle.onExit().join());
        System.exit(0);
    }

    private static void stop(List<SimulatedRunner> runners) {
        List<Thread> stopping = runners.stream()
                .map(runner -> Thread.ofVirtual().start(() -> {
                    try {
                        runner.stop();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .toList();
        try {
            for (Thread thread : stopping) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
