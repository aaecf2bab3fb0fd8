package dev.paddock.proving.drill.check;

import dev.paddock.proving.drill.load.Promises;
import dev.paddock.proving.site.Connections;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// What the ledger says, in one snapshot of it.
public final class LedgerCheck {

    private static final int EXAMPLES = 5;

    /// A question whose answer should be no rows.
    ///
    /// @param sql selects a text a row; its parameter, if it has one, is a list of run ids
    private record Question(Invariant invariant, String complaint, String sql, Ids ids) {}

    private enum Ids {
        NONE,
        SETTLED,
        CANCELLED
    }

    private static final List<Question> QUESTIONS = List.of(
            new Question(
                    Invariant.I1,
                    "accepted runs are not in the ledger",
                    "select id from unnest(?) id where not exists (select from run r where r.id = id.id)",
                    Ids.SETTLED),
            new Question(
                    Invariant.I1, "runs ended without a review though nothing was wrong with them", """
                    select id || ' ' || status || ' ' || coalesce(failure_reason, '') || ' ' || coalesce(failure_message, '')
                    from run where id = any(?) and status in ('failure', 'timeout')
                    """, Ids.SETTLED),
            new Question(
                    Invariant.I3,
                    "submissions became more than one run",
                    "select branch from run where original_run_id is null group by branch having count(*) > 1",
                    Ids.NONE),
            new Question(
                    Invariant.I3,
                    "retries became more than one run",
                    "select original_run_id from run where original_run_id is not null group by 1 having count(*) > 1",
                    Ids.NONE),
            new Question(Invariant.I2, "runs have more than one live task", """
                    select run_id from task
                    where state in ('held', 'ready', 'claimed', 'preparing', 'cloning', 'reviewing', 'submitting')
                    group by run_id having count(*) > 1
                    """, Ids.NONE),
            new Question(
                    Invariant.I2, "the attempts of runs are not 1, 2, 3 … in the order of their claims", """
                    select run_id || ' attempt ' || attempt from (
                        select run_id, attempt, lag(claimed_at) over runs as before, claimed_at,
                            row_number() over runs as nth
                        from task window runs as (partition by run_id order by attempt)) t
                    where attempt <> nth or before > claimed_at
                    """, Ids.NONE),
            new Question(
                    Invariant.I3, "runs have another number of accepted results than their status says", """
                    select run.id || ' ' || run.status from run left join task on run_id = run.id and state = 'succeeded'
                    group by run.id having count(task.id) <> case when status = 'success' then 1 else 0 end
                    """, Ids.NONE),
            new Question(Invariant.I3, "findings are not those of the accepted result", """
                    select run.id from run join task on run_id = run.id and state = 'succeeded'
                    where run.tags || task.tags @> '{simulated}' and 1 <> (select count(*) from finding f
                        where f.run_id = run.id and f.message = task.id::text)
                    """, Ids.NONE),
            new Question(Invariant.I3, "logs of accepted attempts are doubled or incomplete", """
                    select task.id::text from task where state = 'succeeded' and tags @> '{simulated}'
                        and 5 <> (select coalesce(sum(jsonb_array_length(lines::jsonb)), 0) from log_batch
                            where log_batch.run_id = task.run_id and log_batch.attempt = task.attempt)
                    """, Ids.NONE),
            new Question(
                    Invariant.I4,
                    "cancelled runs became something else",
                    "select id || ' ' || status from run where id = any(?) and status <> 'cancelled'",
                    Ids.CANCELLED),
            new Question(
                    Invariant.I5,
                    "runs have events that are not 1 … version, or another last one than their status says",
                    """
                    select run.id || ' ' || status from run join run_event on run_id = run.id
                    group by run.id having count(*) <> version or max(seq) <> version
                        or count(*) filter (where type = 'run.finished') <> (completed_at is not null)::int
                        or max(seq) filter (where type = 'run.finished') <> version
                        or max(body ->> 'status') filter (where type = 'run.finished') <> status
                    """,
                    Ids.NONE),
            new Question(
                    Invariant.I5,
                    "runs have no event at all",
                    "select id from run where not exists (select from run_event where run_id = run.id)",
                    Ids.NONE));

    private final Connections database;
    private final Promises promises;

    /// @param promises what clients were told
    public LedgerCheck(Connections database, Promises promises) {
        this.database = database;
        this.promises = promises;
    }

    /// What does not hold.
    ///
    /// @param settled runs that were accepted before the last fault healed
    public List<Violation> look(List<String> settled) throws SQLException {
        List<Violation> violations = new ArrayList<>();
        // Read before the snapshot is taken: what is confirmed later is not looked for.
        List<String> cancelled = promises.allCancelled();
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            for (Question question : QUESTIONS) {
                List<String> found = switch (question.ids()) {
                    case NONE -> ask(connection, question.sql(), List.of());
                    case SETTLED -> ask(connection, question.sql(), settled);
                    case CANCELLED -> ask(connection, question.sql(), cancelled);
                };
                if (!found.isEmpty()) {
                    violations.add(new Violation(
                            question.invariant(),
                            found.size(),
                            question.complaint() + ": "
                                    + String.join(
                                            ", ", found.stream().limit(EXAMPLES).toList())));
                }
            }
        }
        return violations;
    }

    private static List<String> ask(Connection connection, String sql, List<String> ids) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            if (sql.indexOf('?') >= 0) {
                statement.setArray(1, connection.createArrayOf("text", ids.toArray()));
            }
            List<String> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            return found;
        }
    }
}
