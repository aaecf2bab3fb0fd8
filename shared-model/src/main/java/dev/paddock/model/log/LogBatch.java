package dev.paddock.model.log;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `POST /api/runners/tasks/:id/logs`.
///
/// @param logs 1 to 200 lines
/// @param firstSeq the number of the first line, from 1 in each attempt; with it a replay is a no-op and a gap is
///     refused with `expectedSeq`
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LogBatch(List<LogLine> logs, @Nullable Long firstSeq) {

    /// The most lines of one call.
    public static final int MAX_LINES = 200;

    /// Reply to a batch: lines stored, the next number, and whether the cap was reached.
    public record Reply(int accepted, long nextSeq, boolean truncated) {}
}
