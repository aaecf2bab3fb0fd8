package dev.paddock.controlplane.diff;

import dev.paddock.controlplane.storage.Digest;
import dev.paddock.model.run.RunId;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/// The SQL of diffs that are missing.
@Singleton
class DiffStore {

    /// Two screenshots of a result that nobody has compared.
    ///
    /// @param no the result's place in its report, from 1
    record Due(RunId run, int no, String repository, Digest baseline, Digest candidate) {}

    private final Jdbi jdbi;

    DiffStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// One that nobody is at, or was at two minutes ago: then it may be that replica's end.
    Optional<Due> take() {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        update report_result t set diff_due_at = now() + interval '2 minutes'
                        from run r
                        where (t.run_id, t.no) = (
                                select run_id, no from report_result where diff_due_at <= now()
                                order by diff_due_at limit 1 for no key update skip locked)
                            and r.id = t.run_id
                        returning t.run_id, t.no, r.repository_id, t.baseline, t.candidate
                        """)
                .map((row, context) -> new Due(
                        new RunId(row.getString("run_id")),
                        row.getInt("no"),
                        row.getString("repository_id"),
                        new Digest(row.getString("baseline")),
                        new Digest(row.getString("candidate"))))
                .findOne());
    }

    /// Shows the diff with the result; false when another did, or the run is gone.
    boolean set(Due due, Digest diff) {
        return jdbi.withHandle(handle -> handle.createUpdate("""
                        update report_result set diff = :diff, diff_due_at = null
                        where run_id = :run and no = :no and diff_due_at is not null
                        """)
                        .bind("run", due.run().value())
                        .bind("no", due.no())
                        .bind("diff", diff.hex())
                        .execute())
                == 1;
    }

    /// There is none to be made.
    void giveUp(Due due) {
        jdbi.useHandle(handle -> handle.createUpdate(
                        "update report_result set diff_due_at = null where run_id = :run and no = :no")
                .bind("run", due.run().value())
                .bind("no", due.no())
                .execute());
    }
}
