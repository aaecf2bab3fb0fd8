package dev.paddock.proving.bench.load.fleet;

import dev.paddock.proving.bench.load.Connection;
import dev.paddock.proving.bench.load.Crew;
import dev.paddock.proving.site.Site;
import dev.paddock.standalone.CouldNotRun;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// The heartbeats of a large idle fleet, spread evenly over the interval, on bare connections: enough of them that the
/// replies, which a large fleet gets once a second, hold no beat up.
public final class Heartbeats implements AutoCloseable {

    private static final Duration INTERVAL = Duration.ofSeconds(15);
    private static final int CONNECTIONS = 1000;
    private static final String BODY = "{\"status\": \"online\", \"currentJobs\": 0, \"taskIds\": []}";

    private final List<Connection> connections = new ArrayList<>();
    private final AtomicLong turn = new AtomicLong();
    private final long began = System.nanoTime();
    private final double nanosEach;
    private final List<byte[]> calls;
    private final Crew crew;

    /// The first `count` of `runners` begin to beat.
    public Heartbeats(Site site, RegisteredRunners runners, int count, URI url) throws IOException {
        this.nanosEach = (double) INTERVAL.toNanos() / count;
        this.calls = runners.ids(count).stream()
                .map(id -> Connection.call(
                        "POST",
                        "/api/runners/" + id + "/heartbeat",
                        BODY,
                        "x-api-key: " + site.runnerKey().text()))
                .toList();
        for (int i = 0; i < Math.min(CONNECTIONS, count); i++) {
            connections.add(new Connection(url));
        }
        this.crew = Crew.start(connections.stream()
                .<Crew.Step>map(connection -> () -> beat(connection))
                .toList());
    }

    /// Beats that were answered so far.
    public long done() {
        return crew.done();
    }

    private int beat(Connection connection) throws IOException {
        long mine = turn.getAndIncrement();
        long due = began + (long) (mine * nanosEach);
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        Connection.Reply reply = connection.exchange(calls.get((int) (mine % calls.size())));
        if (reply.status() != 200) {
            throw new CouldNotRun("A heartbeat was answered with " + reply.status() + ": " + reply.text());
        }
        return 1;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        crew.close();
        for (Connection connection : connections) {
            connection.close();
        }
    }
}
