package dev.paddock.controlplane.log;

import dev.paddock.controlplane.http.Parameters;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.log.LogEntry;
import dev.paddock.model.log.LogLevel;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Which lines of a log a reader wants.
///
/// @param level exactly this one
/// @param least this one and above
/// @param since written later than this
record LogFilter(
        @Nullable LogLevel level,
        @Nullable LogLevel least,
        @Nullable Instant since) {

    static final LogFilter ALL = new LogFilter(null, null, null);

    /// As the parameters `level`, `min_level` and `since` say; 400 naming the one that says nothing.
    static LogFilter of(@Nullable String level, @Nullable String least, @Nullable String since) {
        return new LogFilter(
                level("level", level),
                level("min_level", least),
                since == null ? null : Parameters.time("since", since));
    }

    boolean passes(LogEntry entry) {
        return (level == null || entry.level() == level)
                && (least == null || entry.level().compareTo(least) >= 0)
                && (since == null || entry.timestamp().isAfter(since));
    }

    private static @Nullable LogLevel level(String name, @Nullable String word) {
        if (word == null) {
            return null;
        }
        try {
            return LogLevel.of(word);
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid(name, "must be debug, info, warn or error");
        }
    }
}
