package dev.paddock.proving.bench.load.builds;

import dev.paddock.proving.site.Site;
import dev.paddock.standalone.CouldNotRun;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/// A sweep of what is older than a year, as the server itself reports of it.
///
/// @param builds how many it has deleted
/// @param bytes how many nothing refers to any more
/// @param seconds from its beginning to its end, by the ledger's clock
public record Sweep(long builds, long bytes, double seconds) {

    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final String ENDED = """
            select status, deleted, bytes_freed, extract(epoch from finished_at - started_at) as seconds, error_message
            from retention_run where finished_at is not null
            """;

    /// Makes it due, and returns when it is over; the server looks once a second whether it is. The next one is far
    /// away.
    public static Sweep await(Site site) throws SQLException, InterruptedException {
        try (Connection connection = site.database().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("delete from retention_run");
            statement.execute(
                    "update retention set retention_days = 365, interval_hours = 8760, since = now() - interval '2 years'");
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < end) {
                try (ResultSet row = statement.executeQuery(ENDED)) {
                    if (row.next()) {
                        return read(row);
                    }
                }
                Thread.sleep(LOOK);
            }
        }
        throw new CouldNotRun("The sweep was not over after " + PATIENCE.toMinutes() + " minutes.");
    }

    private static Sweep read(ResultSet row) throws SQLException {
        if (!row.getString("status").equals("success")) {
            throw new CouldNotRun("The sweep failed: " + row.getString("error_message"));
        }
        return new Sweep(row.getLong("deleted"), row.getLong("bytes_freed"), row.getDouble("seconds"));
    }
}
