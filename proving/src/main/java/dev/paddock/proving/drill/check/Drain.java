package dev.paddock.proving.drill.check;

import dev.paddock.proving.drill.stage.Pace;
import dev.paddock.proving.drill.stage.Wait;
import dev.paddock.proving.site.Connections;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// Waits until the runs that were accepted before a fault healed have ended.
public final class Drain {

    private static final Duration LOOK = Duration.ofMillis(100);

    /// So much more than the machine's slack a run for real agents gets: reviews take their time, also those that
    /// stand before it.
    private static final int REVIEW = 9;

    private static final int EXAMPLES = 5;

    /// Runs that have not ended, with what they wait for, for how long they are held back, and how long their script
    /// works.
    private static final String OPEN = """
            select run.id, run.id || ' attempt ' || task.attempt || ' ' || task.state || coalesce(' ' || hold_reason, ''),
                task.tags @> '{real}',
                coalesce(extract(epoch from held_until - now()) * 1000, 0),
                coalesce(substring(run.branch from '^work-([0-9]+)/')::bigint, 0)
            from run left join task on run_id = run.id and finished_at is null
            where run.id = any(?) and run.status in ('queued', 'running')
            """;

    private final Connections database;
    private final Supplier<Pace> pace;

    /// @param pace as it is at the time of a look
    public Drain(Connections database, Supplier<Pace> pace) {
        this.database = database;
        this.pace = pace;
    }

    /// What became of it.
    ///
    /// @param took from the heal to the end of the last one
    public record Drained(Duration took, Set<String> open, List<Violation> violations) {}

    private record Open(Set<String> runs, List<String> all, boolean reviewsOnly, long backoffMillis, long workMillis) {}

    /// Returns when all have ended, or when they should have.
    ///
    /// @param healed when the fault healed, in nanoseconds of the monotonic clock
    public Drained await(List<String> runs, long healed) throws InterruptedException, SQLException {
        Duration bound = pace.get().drained();
        Duration slack = pace.get().slack();
        // Whose earlier attempts were lost may be held back for a while, which is no fault of the queue's.
        Duration backoff = Duration.ZERO;
        try (Connection connection = database.connect()) {
            while (true) {
                Open open = open(connection, runs);
                Duration passed = Wait.since(healed);
                if (open.all().isEmpty()) {
                    return new Drained(passed, Set.of(), List.of());
                }
                if (open.backoffMillis() > 0) {
                    backoff = passed.plusMillis(open.backoffMillis());
                }
                // A run that begins anew in time takes its whole work from there.
                Duration limit = backoff.plus(bound)
                        .plusMillis(open.workMillis())
                        .plus(open.reviewsOnly() ? slack.multipliedBy(REVIEW) : Duration.ZERO);
                if (passed.compareTo(limit) > 0) {
                    String sentence = "%.1f s after the fault healed there were still: %s"
                            .formatted(
                                    passed.toMillis() / 1000.0,
                                    open.all().stream().limit(EXAMPLES).toList());
                    return new Drained(
                            passed,
                            open.runs(),
                            List.of(new Violation(Invariant.I8, open.all().size(), sentence)));
                }
                Thread.sleep(LOOK);
            }
        }
    }

    private static Open open(Connection connection, List<String> runs) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(OPEN)) {
            statement.setArray(1, connection.createArrayOf("text", runs.toArray()));
            Set<String> found = new HashSet<>();
            List<String> all = new ArrayList<>();
            boolean reviewsOnly = true;
            long backoff = 0;
            long work = 0;
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                    all.add(rows.getString(2));
                    reviewsOnly &= rows.getBoolean(3);
                    backoff = Math.max(backoff, rows.getLong(4));
                    work = Math.max(work, rows.getLong(5));
                }
            }
            return new Open(found, all, reviewsOnly, backoff, work);
        }
    }
}
