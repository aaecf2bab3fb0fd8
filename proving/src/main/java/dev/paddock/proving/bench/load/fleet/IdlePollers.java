package dev.paddock.proving.bench.load.fleet;

import dev.paddock.proving.bench.load.Connection;
import dev.paddock.proving.site.Site;
import dev.paddock.standalone.CouldNotRun;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/// Runners that wait for work of which there is none, each with a long poll of its own on a bare connection.
public final class IdlePollers implements AutoCloseable {

    private static final int WAIT_SECONDS = 60;

    private final List<Connection> connections = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    /// The first `count` of `runners` begin to wait.
    public IdlePollers(Site site, RegisteredRunners runners, int count, URI url) throws IOException {
        for (String id : runners.ids(count)) {
            byte[] poll = Connection.call(
                    "GET",
                    "/api/runners/tasks/pending?runnerId=%s&limit=1&wait=%d".formatted(id, WAIT_SECONDS),
                    "",
                    "x-api-key: " + site.runnerKey().text(),
                    "x-runner-instance: " + runners.session());
            var connection = new Connection(url);
            connections.add(connection);
            threads.add(Thread.startVirtualThread(() -> poll(connection, poll)));
        }
    }

    private void poll(Connection connection, byte[] call) {
        try {
            while (!closed) {
                Connection.Reply reply = connection.exchange(call);
                if (reply.status() != 200) {
                    throw new CouldNotRun("A poll was answered with " + reply.status() + ": " + reply.text());
                }
            }
        } catch (IOException e) {
            if (!closed) {
                throw new CouldNotRun("A poll was cut off: " + e.getMessage(), e);
            }
        }
    }

    /// Throws when one of them waits no more.
    public void expectAll() {
        if (!threads.stream().allMatch(Thread::isAlive)) {
            throw new CouldNotRun("An idle runner's poll ended by itself; the server's log may have the reason.");
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        closed = true;
        for (Connection connection : connections) {
            connection.close();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
