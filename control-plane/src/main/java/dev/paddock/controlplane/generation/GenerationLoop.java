package dev.paddock.controlplane.generation;

import dev.paddock.controlplane.allure.Workplace;
import dev.paddock.controlplane.build.ReportsWanted;
import dev.paddock.controlplane.loop.Loop;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/// Makes the reports that are wanted, so many at once, and keeps this process's turns while it does.
@Singleton
class GenerationLoop {

    private static final Logger LOG = Logger.getLogger(GenerationLoop.class);

    private final GenerationStore store;
    private final MakeReport make;
    private final PublishReport publish;
    private final WorkFolders folders;
    private final GenerationConfig config;
    private final Semaphore room;
    /// By the holders of their turns.
    private final Map<String, Thread> working = new ConcurrentHashMap<>();
    private final List<Loop> loops = new ArrayList<>();
    private volatile boolean stopping;

    GenerationLoop(
            GenerationStore store,
            MakeReport make,
            PublishReport publish,
            WorkFolders folders,
            GenerationConfig config) {
        this.store = store;
        this.make = make;
        this.publish = publish;
        this.folders = folders;
        this.config = config;
        this.room = new Semaphore(config.atOnce());
    }

    void start(@Observes StartupEvent event) {
        if (config.atOnce() > 0) {
            folders.start();
            loops.add(Loop.start("reports", config.look(), this::look));
            loops.add(Loop.start("turns of reports", config.lease().dividedBy(4), this::renew));
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        loops.forEach(Loop::close);
        List<Thread> threads = List.copyOf(working.values());
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            thread.join(config.look());
        }
        folders.close();
    }

    void wanted(@Observes(during = TransactionPhase.AFTER_SUCCESS) ReportsWanted some) {
        wake();
    }

    private void wake() {
        loops.stream().findFirst().ifPresent(Loop::wake);
    }

    private boolean look() {
        if (!room.tryAcquire()) {
            return false;
        }
        Optional<Job> job = Optional.empty();
        try {
            job = store.claim();
        } finally {
            if (job.isEmpty()) {
                room.release();
            }
        }
        job.ifPresent(this::begin);
        return job.isPresent();
    }

    private void begin(Job job) {
        Thread thread = Thread.ofVirtual().name("report " + job.key()).unstarted(() -> {
            try {
                work(job);
            } finally {
                working.remove(job.holder());
                room.release();
                wake();
            }
        });
        working.put(job.holder(), thread);
        thread.start();
    }

    private void work(Job job) {
        try {
            switch (job.tries() > config.tries() ? givenUp() : make(job)) {
                case Made.NotNow(Made.Nothing end) -> putOff(job, end);
                case Made.End end -> publish(job, end);
            }
        } catch (InterruptedException e) {
            if (stopping) {
                store.giveBack(job);
            }
        } catch (IOException | RuntimeException e) {
            // The turn runs out, and whoever takes it next tries again.
            LOG.errorf(e, "the report of %s could not be made and is tried again", job.key());
        }
    }

    private void publish(Job job, Made.End end) {
        if (!publish.publish(job, end)) {
            LOG.infof("the report of %s came to nothing: it was deleted, or another replica makes it", job.key());
        }
    }

    private void putOff(Job job, Made.Nothing end) {
        if (store.putOff(job)) {
            LOG.warnf(
                    "the report of %s is put off: %s", job.key(), end.warnings().getLast());
        } else {
            publish(job, end);
        }
    }

    private Made make(Job job) throws IOException, InterruptedException {
        Path folder = null;
        try {
            folder = folders.open();
            return make.make(job, new Workplace(folder));
        } catch (IOException e) {
            // Before it is removed: then there is room again.
            Made.Nothing end = NoRoom.end(e, folders.parent()).orElseThrow(() -> e);
            LOG.warnf("there was no room for the report of %s: %s", job.key(), e.getMessage());
            return end;
        } finally {
            if (folder != null) {
                folders.remove(folder);
            }
        }
    }

    private Made givenUp() {
        return new Made.Nothing(List.of("The report was begun " + config.tries()
                + " times and ended by the server's own failures; ask for it again, and look at the server's log."));
    }

    /// Stops what belongs to others now.
    private boolean renew() {
        if (!working.isEmpty()) {
            Map<String, Thread> before = Map.copyOf(working);
            Set<String> mine = store.renew(before.keySet());
            before.forEach((holder, thread) -> {
                if (!mine.contains(holder) && working.containsKey(holder)) {
                    LOG.warnf("the turn of the %s was lost", thread.getName());
                    thread.interrupt();
                }
            });
        }
        return false;
    }
}
