package dev.paddock.proving.drill.runner;

import dev.paddock.model.task.TaskPhase;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What the drill asks of whoever gets a run, told by the run's branch, which nothing else reads since the run names
/// its commit: `work-300/17` works for 300 ms, `stay-cloning/18` stays in that phase until it is told to stop. The
/// number after the slash is the submission's.
///
/// @param stay the phase to stay in
public record Script(Duration work, @Nullable TaskPhase stay) {

    private static final Duration NO_END = Duration.ofMinutes(10);

    /// The branch of a run that takes `work`.
    public static String work(Duration work, long number) {
        return "work-" + work.toMillis() + "/" + number;
    }

    /// The branch of a run that gets no further than `phase`.
    public static String stay(TaskPhase phase, long number) {
        return "stay-" + phase.wire() + "/" + number;
    }

    static Script of(@Nullable String branch) {
        String word = branch == null ? "" : branch.substring(0, Math.max(0, branch.indexOf('/')));
        if (word.startsWith("work-")) {
            return new Script(Duration.ofMillis(Long.parseLong(word.substring("work-".length()))), null);
        }
        if (word.startsWith("stay-")) {
            String phase = word.substring("stay-".length()).toUpperCase(Locale.ROOT);
            return new Script(Duration.ZERO, TaskPhase.valueOf(phase));
        }
        return new Script(Duration.ZERO, null);
    }

    /// How long to work in `phase`.
    Duration in(TaskPhase phase) {
        if (phase == stay) {
            return NO_END;
        }
        return phase == TaskPhase.REVIEWING ? work : Duration.ZERO;
    }
}
