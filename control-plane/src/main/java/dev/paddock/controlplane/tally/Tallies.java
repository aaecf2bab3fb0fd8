package dev.paddock.controlplane.tally;

import dev.paddock.controlplane.loop.Chore;
import dev.paddock.controlplane.sql.Columns;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/// The SQL that tallies runs by day. What is in the tallies is derived from the rows, once and in order: a
/// run's creation and its end never change, and each stands in the tallies when its time is not later than
/// `tally_until.at`.
///
/// Whoever removes or changes such rows empties both tallies and sets `tally_until.at` to `-infinity`: they are
/// made anew.
@Singleton
class Tallies {

    /// Nobody commits a creation or an end of before this any more. Such times are the ledger's own and taken
    /// within the transaction, so none is earlier than the oldest transaction in work; a second more, as a
    /// transaction has begun a moment before it can be seen.
    private static final String SETTLED = """
            select least(clock_timestamp(), min(xact_start)) - interval '1 s' as settled
            from pg_stat_activity
            where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
            """;

    /// Not more than an hour's runs at once, and no hour in which there are none.
    private static final String NEXT = """
            select least(:settled, (select least(
                    (select min(created_at) from run where created_at > tally_until.at),
                    (select min(completed_at) from run where completed_at > tally_until.at))) + interval '1 h') as next
            from tally_until where at < :settled for update skip locked
            """;

    private static final String CREATED = """
            insert into created_tally (agent_id, repository_id, kind, day, runs)
            select coalesce(agent_id, ''), coalesce(repository_id, ''), kind, day, count(*)
            from (select agent_id, repository_id, kind, (created_at at time zone 'UTC')::date as day
                from run, tally_until where created_at > at and created_at <= :next) created
            group by kind, day, cube (agent_id, repository_id)
            on conflict (agent_id, repository_id, kind, day) do update set runs = created_tally.runs + excluded.runs
            """;

    private static final String ENDED = """
            insert into ended_tally (agent_id, repository_id, kind, outcome, completed_on, created_on, runs, timed,
                duration_ms, errors, warnings, infos)
            select coalesce(agent_id, ''), coalesce(repository_id, ''), kind, outcome, completed_on, created_on,
                count(*), count(duration_ms), coalesce(sum(duration_ms), 0), coalesce(sum(errors), 0),
                coalesce(sum(warnings), 0), coalesce(sum(infos), 0)
            from (select run.*, (completed_at at time zone 'UTC')::date as completed_on,
                    (created_at at time zone 'UTC')::date as created_on
                from run, tally_until where completed_at > at and completed_at <= :next) ended
            group by kind, outcome, completed_on, created_on, cube (agent_id, repository_id)
            on conflict (agent_id, repository_id, kind, outcome, completed_on, created_on) do update set
                runs = ended_tally.runs + excluded.runs, timed = ended_tally.timed + excluded.timed,
                duration_ms = ended_tally.duration_ms + excluded.duration_ms,
                errors = ended_tally.errors + excluded.errors, warnings = ended_tally.warnings + excluded.warnings,
                infos = ended_tally.infos + excluded.infos
            """;

    private final Jdbi jdbi;

    Tallies(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// Keeps the tallies close to now. Any replica may do it.
    @Produces
    @Singleton
    Chore tallying(TallyConfig config) {
        return new Chore("tallies", config.every(), this::goOn);
    }

    /// Takes in what was created and what ended since the last time, an hour of it at most. True when there is
    /// more; false, too, when another replica is at it.
    @Transactional
    public boolean goOn() {
        return jdbi.withHandle(handle -> {
            Instant settled = handle.createQuery(SETTLED)
                    .map((row, context) -> Columns.instant(row, "settled"))
                    .one();
            Optional<Instant> next = handle.createQuery(NEXT)
                    .bind("settled", settled)
                    .map((row, context) -> Columns.instant(row, "next"))
                    .findOne();
            next.ifPresent(until -> take(handle, until));
            return next.isPresent() && next.get().isBefore(settled);
        });
    }

    /// In statements after the one that found what is settled: they see all that was.
    private static void take(Handle handle, Instant next) {
        Map<String, Instant> until = Map.of("next", next);
        handle.createUpdate(CREATED).bindMap(until).execute();
        handle.createUpdate(ENDED).bindMap(until).execute();
        handle.createUpdate("update tally_until set at = :next where at < :next")
                .bindMap(until)
                .execute();
    }
}
