package dev.paddock.cluster;

import dev.paddock.proving.drill.load.Promises;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/// Submissions that go on whatever happens. Some clients wait for the ends of their runs, as CI does, so that the
/// runners have as much to do as they can; others submit at a steady pace and cancel at once what they submitted.
final class Load implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofMillis(400);

    private final Client client;
    private final Promises promises;
    private final Map<String, ?> run;
    private final AtomicLong numbers = new AtomicLong();
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean over;

    /// @param run what is submitted, but for its branch
    Load(Client client, Promises promises, Map<String, ?> run) {
        this.client = client;
        this.promises = promises;
        this.run = Map.copyOf(run);
    }

    /// What a client does again and again.
    interface Turn {
        void take() throws InterruptedException;
    }

    /// Begins.
    void start(int waiting, int cancelling) {
        for (int i = 0; i < waiting; i++) {
            client(this::waitForEnd);
        }
        for (int i = 0; i < cancelling; i++) {
            client(this::cancelAtOnce);
        }
    }

    /// Begins another client, which does this again and again.
    void client(Turn turn) {
        clients.add(Thread.ofVirtual().start(() -> {
            try {
                while (!over) {
                    turn.take();
                    Thread.sleep(PAUSE);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    private void waitForEnd() throws InterruptedException {
        String id = submit("short");
        while (!over && !isOver(id)) {
            Thread.sleep(LOOK);
        }
    }

    private void cancelAtOnce() throws InterruptedException {
        String id = submit("cancelled");
        if (client.cancel(id).status() / 100 == 2) {
            promises.cancelled(id);
        }
    }

    /// Whether a run has ended.
    boolean isOver(String id) throws InterruptedException {
        return !List.of("queued", "running")
                .contains(client.get("/v1/runs/" + id).text("status"));
    }

    /// Submits a run; its id. Each has a branch of its own, so that one that is made twice shows.
    ///
    /// @param kind `long` takes the reviewer ten seconds, another one
    String submit(String kind) throws InterruptedException {
        long number = numbers.incrementAndGet();
        Map<String, Object> body = new TreeMap<>(run);
        body.put("branch", kind + "/" + number);
        String id = client.make("/v1/runs", body, "cluster-" + number).text("id");
        promises.accepted(id);
        return id;
    }

    /// No more are begun; returns when all calls have their answers.
    @Override
    public void close() throws InterruptedException {
        over = true;
        for (Thread thread : clients) {
            thread.join();
        }
    }
}
