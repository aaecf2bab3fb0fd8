package dev.paddock.controlplane.run;

import dev.paddock.controlplane.event.EventStore;
import dev.paddock.controlplane.sql.Columns;
import dev.paddock.model.event.RunEvent;
import dev.paddock.model.run.RunId;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The SQL of claims: few statements for all runners that wait, and a conditional one that decides who has a task.
@Singleton
public class ClaimStore {

    /// Tasks that wait for a runner with these tags.
    ///
    /// @param tags what a runner must have
    /// @param waiting how many there are, counted no further than [#COUNTED]
    public record Lane(String name, List<String> tags, int waiting) {

        /// Who meets a lane with so many tasks or more need not know how many.
        public static final int COUNTED = 16;
    }

    /// A task that this transaction has locked, and that is still ready.
    ///
    /// @param avoid the runner that had the run before and is not to have it while another serves; null = none
    public record Ready(
            UUID id,
            RunId run,
            int attempt,
            List<String> tags,
            @Nullable String avoid) {}

    /// Who gets which task.
    public record Taken(Ready task, String runner, String session) {}

    /// A runner's newest process and how many tasks more it may have.
    public record Slots(String runner, String session, int free) {

        Slots less(int held) {
            return new Slots(runner, session, free - held);
        }
    }

    /// How far a claim looks.
    ///
    /// @param most tasks to lock
    /// @param candidates to look at: some may be locked by others
    public record Reach(int most, int candidates) {

        private static final int STEP = 100;

        // Few different numbers are few different statements.
        private int roundedCandidates() {
            return (candidates + STEP - 1) / STEP * STEP;
        }
    }

    /// Which runners another one's task may wait for.
    ///
    /// @param offline not those that were not heard of for so long, nor those that say they are offline
    /// @param silent nor those that hold nothing and have not polled for so long
    public record Present(Duration offline, Duration silent) {}

    /// Fired when tasks were claimed; heard after commit.
    ///
    /// @param seconds that each of them had been ready
    public record Served(List<Double> seconds) {}

    // A run that was given to a runner: its new version, and how many seconds its task had been ready.
    private record Started(long version, double waited) {}

    // Another runner that will take task `t` sooner or later. Who beats but does not poll will not, unless it is busy;
    // who stops will not, however busy it is.
    private static final String ANOTHER = """
            select from runner other where other.id <> t.avoid_runner and other.tags @> t.tags
                and is_heard_of(other, :offline) and not other.draining and not other.leaving
                and (greatest(other.last_poll_at, other.registered_at) > now() - :silent * interval '1 millisecond'
                    or exists (select from task busy where busy.runner_id = other.id
                        and busy.claimed_at is not null and busy.finished_at is null))
            """;

    private final Jdbi jdbi;
    private final EventStore events;
    private final Event<Served> served;

    ClaimStore(Jdbi jdbi, EventStore events, Event<Served> served) {
        this.jdbi = jdbi;
        this.events = events;
        this.served = served;
    }

    /// The lanes in which tasks wait. Reads as many index entries as it counts, and one more a lane, however many tasks
    /// wait. It has no parameters, so its plan is made once.
    public List<Lane> lanes() {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        with recursive lane as (
                            (select lane from task
                                where hold_reason is null and claimed_at is null and finished_at is null
                                order by lane limit 1)
                            union all
                            select (select t.lane from task t
                                where t.hold_reason is null and t.claimed_at is null and t.finished_at is null
                                    and t.lane > lane.lane
                                order by t.lane limit 1)
                            from lane where lane.lane is not null
                        )
                        select lane.lane, counted.tags, counted.waiting from lane cross join lateral (
                            select min(tags) as tags, count(*) as waiting from (
                                select t.tags from task t
                                where t.hold_reason is null and t.claimed_at is null and t.finished_at is null
                                    and t.lane = lane.lane
                                order by t.priority desc, t.place, t.id limit %d) first
                        ) counted
                        where lane.lane is not null and counted.waiting > 0
                        """.formatted(Lane.COUNTED))
                .map((row, context) ->
                        new Lane(row.getString("lane"), Columns.texts(row, "tags"), row.getInt("waiting")))
                .list());
    }

    /// Locks the runners and returns the free slots of those that may have tasks. Only behind the lock it counts: a
    /// statement that had to wait for it would see the tasks as they were before.
    @Transactional(Transactional.TxType.MANDATORY)
    public Map<String, Slots> freeSlots(Collection<String> runners) {
        return jdbi.withHandle(handle -> {
            Map<String, Slots> slots = new HashMap<>();
            handle.createQuery("""
                            select id, session, max_concurrency from runner
                            where id = any(:ids) and deregistered_at is null and not draining and not leaving
                            order by id for no key update
                            """)
                    .bindArray("ids", String.class, List.copyOf(runners))
                    .map((row, context) ->
                            new Slots(row.getString("id"), row.getString("session"), row.getInt("max_concurrency")))
                    .forEach(one -> slots.put(one.runner(), one));
            handle.createQuery("""
                            select asked.id as runner_id, (select count(*) from task t where t.runner_id = asked.id
                                and t.claimed_at is not null and t.finished_at is null) as live
                            from unnest(:ids) as asked (id)
                            """)
                    .bindArray("ids", String.class, List.copyOf(slots.keySet()))
                    .map((row, context) -> Map.entry(row.getString("runner_id"), row.getInt("live")))
                    .forEach(live -> slots.computeIfPresent(live.getKey(), (id, free) -> free.less(live.getValue())));
            return slots;
        });
    }

    /// Locks ready tasks of the lanes, those first whose turn it is. Waits for nobody: what another transaction has
    /// locked, task or run, is left out. One candidate is locked after the other, and none after the last that is
    /// wanted: a subquery that locks is never turned into another kind of join.
    ///
    /// How many lanes and candidates there are stands in the statement itself: with both unknown the ledger would
    /// expect far more of them, and make a new plan for every claim, which takes longer than the claim.
    ///
    /// @param passed tasks that were looked at before, and are left out
    @Transactional(Transactional.TxType.MANDATORY)
    public List<Ready> lockReady(Collection<String> lanes, Collection<UUID> passed, Reach reach, Present present) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select locked.* from (
                            select n.id from (values %1$s) as served (lane) cross join lateral (
                                select n.id, n.priority, n.place from task n
                                where n.lane = served.lane and n.hold_reason is null and n.claimed_at is null
                                    and n.finished_at is null and n.id <> all(:passed)
                                order by n.priority desc, n.place, n.id limit %2$d) n
                            order by n.priority desc, n.place, n.id limit %2$d
                        ) next cross join lateral (
                            select t.id, t.run_id, t.attempt, t.tags, case when t.avoid_runner is null then null
                                when exists (%3$s) then t.avoid_runner end as avoid
                            from task t join run r on r.id = t.run_id
                            where t.id = next.id and t.hold_reason is null and t.claimed_at is null
                                and t.finished_at is null
                            for no key update of t, r skip locked
                        ) locked limit :most
                        """.formatted(
                                IntStream.range(0, lanes.size())
                                        .mapToObj("(:lane%d)"::formatted)
                                        .collect(Collectors.joining(", ")),
                                reach.roundedCandidates(),
                                ANOTHER))
                .bindMap(numbered(lanes))
                .bindArray("passed", UUID.class, List.copyOf(passed))
                .bind("most", reach.most())
                .bind("offline", present.offline().toMillis())
                .bind("silent", present.silent().toMillis())
                .map((row, context) -> new Ready(
                        row.getObject("id", UUID.class),
                        new RunId(row.getString("run_id")),
                        row.getInt("attempt"),
                        Columns.texts(row, "tags"),
                        row.getString("avoid")))
                .list());
    }

    private static Map<String, String> numbered(Collection<String> lanes) {
        Map<String, String> byName = new HashMap<>();
        lanes.forEach(lane -> byName.put("lane" + byName.size(), lane));
        return byName;
    }

    /// Gives locked tasks to their runners and starts their runs.
    @Transactional(Transactional.TxType.MANDATORY)
    public void take(List<Taken> taken, Duration lease) {
        Map<RunId, Started> started = jdbi.withHandle(handle -> start(handle, taken, lease));
        if (started.size() != taken.size()) {
            throw new IllegalStateException("a locked task was not ready any more");
        }
        served.fire(new Served(started.values().stream().map(Started::waited).toList()));
        events.append(taken.stream()
                .map(one -> new EventStore.Happened(
                        one.task().run(),
                        Objects.requireNonNull(started.get(one.task().run())).version(),
                        new RunEvent.Started(
                                one.task().attempt(), one.task().id().toString(), one.runner())))
                .toList());
    }

    /// One statement for the tasks and their runs: a claim has many steps and each costs it a journey.
    private static Map<RunId, Started> start(Handle handle, List<Taken> taken, Duration lease) {
        return handle.createQuery("""
                        with claimed as (
                            update task t set state = 'claimed', runner_id = given.runner,
                                runner_session = given.session, claimed_at = now(), handed_out_at = now(),
                                lease_until = now() + :lease * interval '1 millisecond'
                            from unnest(:ids, :runners, :sessions) as given (id, runner, session)
                            where t.id = given.id and t.state = 'ready'
                            returning t.run_id, extract(epoch from clock_timestamp()
                                - coalesce(t.ready_at, t.created_at))::float8 as waited
                        )
                        update run r set status = 'running', version = version + 1, updated_at = now(),
                            started_at = coalesce(started_at, clock_timestamp())
                        from claimed where r.id = claimed.run_id returning r.id, r.version, claimed.waited
                        """)
                .bindArray("ids", UUID.class, each(taken, one -> one.task().id()))
                .bindArray("runners", String.class, each(taken, Taken::runner))
                .bindArray("sessions", String.class, each(taken, Taken::session))
                .bind("lease", lease.toMillis())
                .map((row, context) -> Map.entry(
                        new RunId(row.getString("id")), new Started(row.getLong("version"), row.getDouble("waited"))))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static <T> List<T> each(List<Taken> taken, Function<Taken, T> member) {
        return taken.stream().map(member).toList();
    }
}
