package dev.paddock.controlplane.watch;

import dev.paddock.controlplane.event.EventStore;
import dev.paddock.controlplane.loop.Loop;
import dev.paddock.model.run.RunId;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Watches the runs that somebody waits for at this replica.
///
/// One loop compares the stamps of all of them twice a second, and those of runs that changed here at once; so a
/// change at any replica is seen within a second. A run whose stamp differs is read once for all that wait for it in
/// the same way.
@Singleton
class RunWatch {

    private static final Duration LOOK = Duration.ofMillis(500);
    /// Runs compared in one statement.
    private static final int TOGETHER = 1000;
    /// Runs read at once; the other calls need connections, too.
    private static final int READERS = 4;

    private final StampStore stamps;
    private final Map<RunId, Set<Waiting>> byRun = new ConcurrentHashMap<>();
    private final Set<RunId> changedHere = ConcurrentHashMap.newKeySet();
    private final Semaphore readers = new Semaphore(READERS);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean closed;
    private volatile @Nullable Loop loop;
    private long lookedAt = System.nanoTime() - LOOK.toNanos();

    RunWatch(StampStore stamps) {
        this.stamps = stamps;
    }

    void start(@Observes StartupEvent event) {
        loop = Loop.start("run watch", LOOK, this::look);
    }

    /// Waits until [#forget]; a server that stops ends the wait at once.
    void add(Waiting one) {
        byRun.compute(one.run(), (run, all) -> {
            Set<Waiting> set = all == null ? ConcurrentHashMap.newKeySet() : all;
            set.add(one);
            return set;
        });
        if (closed) {
            one.end();
        }
    }

    /// The caller was answered, gave up, or is gone.
    void forget(Waiting one) {
        byRun.computeIfPresent(one.run(), (run, all) -> {
            all.remove(one);
            return all.isEmpty() ? null : all;
        });
    }

    /// How many callers wait.
    int count() {
        return byRun.values().stream().mapToInt(Set::size).sum();
    }

    void appended(@Observes(during = TransactionPhase.AFTER_SUCCESS) EventStore.Appended appended) {
        Loop running = loop;
        boolean awaited = false;
        for (RunId run : appended.runs()) {
            awaited |= byRun.containsKey(run) && changedHere.add(run);
        }
        if (awaited && running != null) {
            running.wake();
        }
    }

    private boolean look() {
        List<RunId> here = List.copyOf(changedHere);
        here.forEach(changedHere::remove);
        boolean all = System.nanoTime() - lookedAt >= LOOK.toNanos() * 3 / 4;
        List<RunId> runs = all ? List.copyOf(byRun.keySet()) : here;
        for (int from = 0; from < runs.size(); from += TOGETHER) {
            stamps.stamps(runs.subList(from, Math.min(runs.size(), from + TOGETHER)))
                    .forEach(this::compare);
        }
        if (all) {
            lookedAt = System.nanoTime();
        }
        return false;
    }

    private void compare(RunId run, String stamp) {
        Map<Reading, List<Waiting>> behind =
                waiting(run).stream().filter(one -> one.isPast(stamp)).collect(Collectors.groupingBy(Waiting::reading));
        behind.forEach((reading, all) -> threads.execute(() -> tell(run, reading, all)));
    }

    private void tell(RunId run, Reading reading, List<Waiting> all) {
        readers.acquireUninterruptibly();
        try {
            reading.read(run).ifPresent(tagged -> all.forEach(one -> one.tell(tagged)));
        } catch (RuntimeException e) {
            // The ledger is away, most likely: the next look finds the difference again.
            all.forEach(Waiting::forgetStamp);
        } finally {
            readers.release();
        }
    }

    private List<Waiting> waiting(RunId run) {
        return List.copyOf(byRun.getOrDefault(run, Set.of()));
    }

    /// Before the server waits for the calls in work: these would hold it up for as long as they may.
    void stop(@Observes ShutdownDelayInitiatedEvent event) {
        end();
    }

    void stop(@Observes ShutdownEvent event) {
        end();
        Loop running = loop;
        if (running != null) {
            running.close();
        }
        threads.shutdown();
    }

    void end() {
        closed = true;
        List.copyOf(byRun.keySet()).forEach(run -> waiting(run).forEach(Waiting::end));
    }
}
