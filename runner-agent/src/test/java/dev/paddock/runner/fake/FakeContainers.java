package dev.paddock.runner.fake;

import dev.paddock.runner.container.ReviewContainers;
import dev.paddock.runner.container.ReviewSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Reviewers that print a few lines and end when they are told to.
public final class FakeContainers implements ReviewContainers {

    private final Journal journal;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<ReviewSpec> specs = new CopyOnWriteArrayList<>();
    private final AtomicInteger live = new AtomicInteger();
    private final AtomicInteger mostLive = new AtomicInteger();
    private volatile CompletableFuture<Exit> end = CompletableFuture.completedFuture(new Exit.Exited(0));

    private final AtomicInteger looks = new AtomicInteger();
    private volatile @Nullable String trouble;

    public FakeContainers(Journal journal) {
        this.journal = journal;
    }

    /// Reviewers started from now on print these lines.
    public void prints(String... printed) {
        lines.addAll(List.of(printed));
    }

    /// Reviewers started from now on run until they are stopped, or all told to end.
    public void hold() {
        end = new CompletableFuture<>();
    }

    /// Reviewers end like this, those that run now too.
    public void end(Exit exit) {
        if (!end.complete(exit)) {
            end = CompletableFuture.completedFuture(exit);
        }
    }

    public List<ReviewSpec> specs() {
        return List.copyOf(specs);
    }

    /// How many ran at once, at most.
    public int mostLive() {
        return mostLive.get();
    }

    @Override
    public String describe() {
        return "reviewers of a test";
    }

    @Override
    public Launch start(ReviewSpec spec, Output output) {
        specs.add(spec);
        mostLive.accumulateAndGet(live.incrementAndGet(), Math::max);
        return new Started(new FakeRunning(output, end));
    }

    /// From now on no reviewer can be started for this reason; null = from now on it can.
    public void breaks(@Nullable String why) {
        trouble = why;
    }

    /// How often it was asked for its trouble.
    public int looks() {
        return looks.get();
    }

    @Override
    public Optional<String> trouble() {
        looks.incrementAndGet();
        return Optional.ofNullable(trouble);
    }

    @Override
    public void reap() {
        journal.add("reaped");
    }

    @Override
    public void close() {}

    private final class FakeRunning implements Running {

        private final Output output;
        private final CompletableFuture<Exit> told;
        private final CompletableFuture<Exit> stopped = new CompletableFuture<>();
        private final AtomicBoolean closed = new AtomicBoolean();

        FakeRunning(Output output, CompletableFuture<Exit> told) {
            this.output = output;
            this.told = told;
        }

        @Override
        public Exit await() throws InterruptedException {
            // Here, and not earlier: from now on a test may have it stopped.
            journal.add("container started");
            lines.forEach(line -> output.line(Output.Stream.STDOUT, line));
            try {
                return (Exit) CompletableFuture.anyOf(told, stopped).get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void stop(Duration grace) {
            journal.add("container stopped after " + grace.toSeconds() + " s");
            stopped.complete(new Exit.Stopped());
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                live.decrementAndGet();
                journal.add("container closed");
            }
        }
    }
}
