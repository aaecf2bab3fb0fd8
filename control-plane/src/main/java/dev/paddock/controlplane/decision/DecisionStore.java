package dev.paddock.controlplane.decision;

import dev.paddock.controlplane.sql.Columns;
import dev.paddock.model.run.RunId;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The SQL of `review_decision`, and of pins.
@Singleton
class DecisionStore {

    private final Jdbi jdbi;

    DecisionStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// Adds to the trail of a locked run; the database refuses to change what stands there.
    Decision add(RunId run, ReviewState state, @Nullable String note, String by, @Nullable String from) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        insert into review_decision (run_id, no, status, note, reviewer, by, from_address, at)
                        select r.id, (select count(*) + 1 from review_decision d where d.run_id = r.id), :state, :note,
                            p.owner, :by, :from, clock_timestamp()
                        from run r join repository p on p.id = r.repository_id where r.id = :run
                        returning *
                        """)
                .bind("run", run.value())
                .bind("state", state.wire())
                .bind("note", note)
                .bind("by", by)
                .bind("from", from)
                .map((row, context) -> decision(row))
                .one());
    }

    /// The decision that counts.
    Optional<ReviewState> newest(RunId run) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select status from review_decision where run_id = :run order by no desc limit 1")
                .bind("run", run.value())
                .mapTo(String.class)
                .findOne()
                .map(ReviewState::of));
    }

    /// The first `most` entries of a run's trail behind the one of the number `behind`.
    List<Decision> trail(RunId run, int behind, int most) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select * from review_decision where run_id = :run and no > :behind order by no limit :most")
                .bind("run", run.value())
                .bind("behind", behind)
                .bind("most", most)
                .map((row, context) -> decision(row))
                .list());
    }

    /// Pins a run or lets it go; false when there is none.
    boolean pin(RunId run, boolean pinned) {
        return jdbi.withHandle(handle -> handle.createUpdate("update run set pinned = :pinned where id = :run")
                        .bind("run", run.value())
                        .bind("pinned", pinned)
                        .execute())
                == 1;
    }

    private static Decision decision(ResultSet row) throws SQLException {
        return new Decision(
                row.getInt("no"),
                ReviewState.of(row.getString("status")),
                row.getString("note"),
                row.getString("reviewer"),
                row.getString("by"),
                Columns.instant(row, "at"));
    }
}
