package dev.paddock.proving.bench.load;

import dev.paddock.proving.site.Site;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// The bench's own way into the ledger: queues of any length, and a clean start for each measurement.
public final class Ledger implements AutoCloseable {

    /// Copies of the runs that were just submitted: whatever columns they have, theirs are the same but for the id.
    private static final String COPY_RUNS = """
            insert into run
            select copy.* from (select r.*, row_number() over (order by id) - 1 as i, count(*) over () as n from run r) r
                join generate_series(0, ? - 1) g on g % r.n = r.i
                cross join lateral jsonb_populate_record(null::run,
                    to_jsonb(r) || jsonb_build_object('id', 'run_' || lpad(g::text, 26, '0'))) copy
            """;

    private static final String COPY_TASKS = """
            insert into task
            select copy.* from (select t.*, row_number() over (order by run_id) - 1 as i, count(*) over () as n from task t) t
                join generate_series(0, ? - 1) g on g % t.n = t.i
                cross join lateral jsonb_populate_record(null::task,
                    to_jsonb(t) || jsonb_build_object('id', uuidv7(), 'run_id', 'run_' || lpad(g::text, 26, '0'),
                        'place', t.place + g, 'announced_at', now())) copy
            """;

    private static final String COPY_RUNNERS = """
            insert into runner
            select copy.* from runner r cross join generate_series(1, ?) g
                cross join lateral jsonb_populate_record(null::runner,
                    to_jsonb(r) || jsonb_build_object('id', r.id || '-' || g)) copy
            where r.id = ?
            """;

    private static final String DEADLOCK = "40P01";
    private static final int CLEAR_TRIES = 10;

    private final Site site;
    private final Connection connection;

    public Ledger(Site site) throws SQLException {
        this.site = site;
        this.connection = site.database().connect();
    }

    /// Forgets every run and all that hangs on it. The server may be in the middle of a transaction that has one of
    /// these tables and waits for another.
    public void clear() throws SQLException {
        for (int tries = 1; ; tries++) {
            try {
                execute("truncate run, log_batch cascade");
                return;
            } catch (SQLException e) {
                if (!DEADLOCK.equals(e.getSQLState()) || tries == CLEAR_TRIES) {
                    throw e;
                }
            }
        }
    }

    /// Makes the queue `length` ready tasks of `lane` long, and nothing else. One run a repository is submitted over
    /// HTTP; the others are copies of their rows, announced already.
    public void fill(String lane, int length) throws SQLException, IOException {
        clear();
        try (var submitter = new Submitter(site, site.replicas().getFirst().url(), lane)) {
            for (int i = 0; i < Math.min(length, Repositories.names().size()); i++) {
                submitter.submit();
            }
        }
        int copies = Math.toIntExact(length - runs());
        // The copies refer to nothing that the originals do not: no need to look each of them up.
        execute("set session_replication_role = replica");
        copy(COPY_RUNS, copies);
        copy(COPY_TASKS, copies);
        execute("set session_replication_role = origin");
        settle();
    }

    /// Brings statistics, free space and checkpoints to where they are when the same work has gone on for long.
    public void settle() throws SQLException {
        execute("vacuum (analyze) run, task, run_event, runner");
        execute("checkpoint");
    }

    /// How many runs there are.
    public long runs() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from run")) {
            row.next();
            return row.getLong(1);
        }
    }

    /// Adds `count` runners that are like `id` but for their own ids: `id-1`, `id-2` …
    public void copyRunner(String id, int count) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COPY_RUNNERS)) {
            statement.setInt(1, count);
            statement.setString(2, id);
            statement.executeUpdate();
        }
        execute("vacuum (analyze) runner");
    }

    /// Forgets the runners that [#copyRunner] added, and what the server told of them meanwhile.
    public void forgetCopies(String id) throws SQLException {
        connection.setAutoCommit(false);
        try {
            // The server may be telling that one is offline: it has the runner's row while it does.
            of("select 1 from runner where id like ? for update", id);
            of("delete from runner_event where runner_id like ?", id);
            of("delete from runner where id like ?", id);
            connection.commit();
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private void of(String sql, String id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, id + "-%");
            statement.execute();
        }
    }

    /// PostgreSQL's own word for its version.
    public String version() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("show server_version")) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private void copy(String sql, int count) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, count);
            statement.executeUpdate();
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
