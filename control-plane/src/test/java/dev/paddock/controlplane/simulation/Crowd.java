package dev.paddock.controlplane.simulation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/// Makes steps at the same time, each on a thread and a connection of its own, but one statement after the other: whose
/// is next follows from the race's seed, so that whoever meets whom in the ledger meets there again. A step that has to
/// wait for another's lock goes on when the ledger lets it.
final class Crowd implements SqlLogger {

    private static final ThreadLocal<Walker> HERE = new ThreadLocal<>();

    /// Who makes a step. Guarded by the crowd.
    private static final class Walker {
        private final Step step;
        /// Waits to be let go on; else it is on its way to its next statement, or to the end.
        private boolean parked;
        /// Is within a statement of this connection.
        private boolean asking;

        private int backend;
        private @Nullable Answer answer;

        Walker(Step step) {
            this.step = step;
        }

        boolean walks() {
            return !parked && answer == null;
        }
    }

    private final Driver driver;
    private final Jdbi jdbi;
    private final List<Walker> walkers;

    private Crowd(Driver driver, Jdbi jdbi, List<Step> steps) {
        this.driver = driver;
        this.jdbi = jdbi;
        this.walkers = steps.stream().map(Walker::new).toList();
    }

    /// What came of each step; a failure is an answer that nobody expects.
    static List<Answer> make(Driver driver, Jdbi jdbi, Step.Race race) {
        Crowd crowd = new Crowd(driver, jdbi, race.steps());
        jdbi.setSqlLogger(crowd);
        try {
            crowd.walkers.forEach(walker -> Thread.startVirtualThread(() -> crowd.walk(walker)));
            crowd.lead(new Random(race.seed()));
        } finally {
            jdbi.setSqlLogger(SqlLogger.NOP_SQL_LOGGER);
        }
        return crowd.walkers.stream()
                .map(walker -> Objects.requireNonNull(walker.answer))
                .toList();
    }

    private void walk(Walker walker) {
        HERE.set(walker);
        Answer answer = Answer.said("failed");
        try {
            park(walker);
            answer = driver.make(walker.step);
        } catch (RuntimeException e) {
            answer = Answer.said("failed: " + e);
        } finally {
            synchronized (this) {
                walker.answer = answer;
                notifyAll();
            }
        }
    }

    private synchronized void park(Walker walker) {
        walker.parked = true;
        notifyAll();
        try {
            while (walker.parked) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void logBeforeExecution(StatementContext context) {
        Walker walker = HERE.get();
        if (walker != null) {
            int backend = backendOf(context);
            park(walker);
            synchronized (this) {
                walker.backend = backend;
                walker.asking = true;
            }
        }
    }

    private static int backendOf(StatementContext context) {
        try (Statement statement = context.getConnection().createStatement();
                ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException("a connection does not say whose it is", e);
        }
    }

    @Override
    public void logAfterExecution(StatementContext context) {
        answered();
    }

    @Override
    public void logException(StatementContext context, SQLException failure) {
        answered();
    }

    private void answered() {
        Walker walker = HERE.get();
        if (walker != null) {
            synchronized (this) {
                walker.asking = false;
            }
        }
    }

    /// Lets one go on at a time, some more often in a row than others.
    private void lead(Random random) {
        int steady = random.nextInt(8);
        Walker last = null;
        while (true) {
            settle();
            synchronized (this) {
                List<Walker> parked =
                        walkers.stream().filter(walker -> walker.parked).toList();
                if (parked.isEmpty() && walkers.stream().noneMatch(Walker::walks)) {
                    return;
                }
                if (!parked.isEmpty()) {
                    boolean again = last != null && last.parked && random.nextInt(8) < steady;
                    last = again ? last : parked.get(random.nextInt(parked.size()));
                    Objects.requireNonNull(last).parked = false;
                    notifyAll();
                }
            }
        }
    }

    /// Until everybody is parked, at the end, or waits for a lock.
    private void settle() {
        List<Integer> asking = asking();
        while (!asking.isEmpty() && heldUp(asking) < asking.size()) {
            asking = asking();
        }
    }

    /// The connections of those that are within a statement for a moment, when nobody is on the way to one; empty when
    /// nobody walks any more.
    private synchronized List<Integer> asking() {
        boolean looked = false;
        try {
            while (walkers.stream().anyMatch(Walker::walks)
                    && (!looked || walkers.stream().anyMatch(walker -> walker.walks() && !walker.asking))) {
                wait(1);
                looked = true;
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return walkers.stream()
                .filter(Walker::walks)
                .map(walker -> walker.backend)
                .toList();
    }

    private long heldUp(List<Integer> backends) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select count(*) from unnest(:backends) as b (pid)
                        where cardinality(pg_blocking_pids(b.pid)) > 0
                        """)
                .bindArray("backends", Integer.class, backends)
                .mapTo(Long.class)
                .one());
    }
}
