package dev.paddock.proving.drill.fault;

import dev.paddock.proving.drill.check.Invariant;
import dev.paddock.proving.drill.check.Violation;
import dev.paddock.proving.drill.check.WorkCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// One try of a fault.
public final class Trial {

    private final int number;
    private final Random random;
    private final WorkCheck work;
    private final List<Violation> violations = new ArrayList<>();
    private @Nullable Duration recovery;

    /// @param number 0 for the first try of its fault, 1 for the next
    /// @param random decides on victims and moments; the drill's seed repeats it
    /// @param work what the simulated runners wrote down
    public Trial(int number, Random random, WorkCheck work) {
        this.number = number;
        this.random = random;
        this.work = work;
    }

    public int number() {
        return number;
    }

    public Random random() {
        return random;
    }

    /// One of `choices`.
    public <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /// A moment up to `limit` from now.
    public void moment(Duration limit) throws InterruptedException {
        Thread.sleep(random.nextLong(limit.toMillis() + 1));
    }

    public WorkCheck work() {
        return work;
    }

    /// Something is not as it is expected of this fault.
    public void expect(boolean holds, String otherwise) {
        expect(Invariant.EXPECTED, holds, otherwise);
    }

    /// Something breaks an invariant that only this fault can see.
    public void expect(Invariant invariant, boolean holds, String otherwise) {
        if (!holds) {
            violations.add(Violation.of(invariant, otherwise));
        }
    }

    /// How long the stage took until it did what it should, where that is not the time until the queue drained.
    public void recovered(Duration took) {
        if (recovery == null || took.compareTo(recovery) > 0) {
            recovery = took;
        }
    }

    public List<Violation> violations() {
        return List.copyOf(violations);
    }

    /// Null when nothing was measured.
    public @Nullable Duration recovery() {
        return recovery;
    }
}
