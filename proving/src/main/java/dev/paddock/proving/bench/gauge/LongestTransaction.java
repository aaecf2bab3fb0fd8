package dev.paddock.proving.bench.gauge;

import dev.paddock.proving.site.Site;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/// Looks every few milliseconds how long the transactions of the ledger's clients have been open: no lock is held for
/// longer than the longest.
public final class LongestTransaction implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(2);

    private static final String OPEN = """
            select coalesce(max(extract(epoch from clock_timestamp() - xact_start)), 0) * 1000 from pg_stat_activity
            where backend_type = 'client backend' and datname = current_database() and pid <> pg_backend_pid()
            """;

    private final Connection connection;
    private final Thread thread =
            Thread.ofPlatform().name("longest transaction").unstarted(this::watch);
    private volatile double longest;
    private volatile boolean stopped;

    private LongestTransaction(Connection connection) {
        this.connection = connection;
    }

    /// Looks from now on until it is closed.
    public static LongestTransaction watch(Site site) throws SQLException {
        LongestTransaction watch = new LongestTransaction(site.database().connect());
        watch.thread.start();
        return watch;
    }

    /// The longest that was seen, in milliseconds, up to the time between two looks too short.
    public double milliseconds() {
        return longest;
    }

    private void watch() {
        try (connection;
                PreparedStatement open = connection.prepareStatement(OPEN)) {
            while (!stopped) {
                try (ResultSet row = open.executeQuery()) {
                    row.next();
                    longest = Math.max(longest, row.getDouble(1));
                }
                Thread.sleep(LOOK);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the ledger does not say which transactions are open", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        thread.join();
    }
}
