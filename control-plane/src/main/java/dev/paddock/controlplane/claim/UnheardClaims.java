package dev.paddock.controlplane.claim;

import dev.paddock.controlplane.run.ClaimStore.Slots;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/// The SQL of claims whose replies may have been lost.
@Singleton
class UnheardClaims {

    private final Jdbi jdbi;

    UnheardClaims(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// What these runner processes claimed and, some seconds later, have not confirmed: the reply may have been lost.
    /// The claim is repeated, with the same id. This waits for nobody: a task that is being changed is most likely
    /// heard of just now, and else found by the next look.
    ///
    /// @param asking each runner's newest process, and how many tasks it asks for
    /// @return the tasks of each runner
    Map<String, List<UUID>> handOutAgain(List<Slots> asking, Duration after) {
        List<String> runners = asking.stream().map(Slots::runner).toList();
        return jdbi.withHandle(
                handle -> anyLive(handle, runners) ? handOutAgain(handle, runners, asking, after) : Map.of());
    }

    /// Asked for alone, the index answers it, and what ended long ago is passed over; most who wait have nothing.
    private static boolean anyLive(Handle handle, List<String> runners) {
        return handle.createQuery("""
                        select runner_id from task
                        where runner_id = any(:runners) and claimed_at is not null and finished_at is null limit 1
                        """)
                .bindArray("runners", String.class, runners)
                .mapTo(String.class)
                .findFirst()
                .isPresent();
    }

    private static Map<String, List<UUID>> handOutAgain(
            Handle handle, List<String> runners, List<Slots> asking, Duration after) {
        Map<String, List<UUID>> again = new HashMap<>();
        handle.createQuery("""
                        update task t set handed_out_at = now()
                        from unnest(:runners, :sessions, :limits) as waiting (runner, session, most)
                            cross join lateral (
                                select u.id from task u
                                where u.runner_id = waiting.runner and u.runner_session = waiting.session
                                    and u.claimed_at is not null and u.finished_at is null and u.state = 'claimed'
                                    and u.confirmed_at is null and u.lease_until > now()
                                    and u.handed_out_at < now() - :after * interval '1 millisecond'
                                order by u.id limit waiting.most for no key update skip locked) unheard
                        where t.id = unheard.id
                        returning t.runner_id, t.id
                        """)
                .bindArray("runners", String.class, runners)
                .bindArray(
                        "sessions",
                        String.class,
                        asking.stream().map(Slots::session).toList())
                .bindArray(
                        "limits",
                        Integer.class,
                        asking.stream().map(Slots::free).toList())
                .bind("after", after.toMillis())
                .map((row, context) -> Map.entry(row.getString("runner_id"), row.getObject("id", UUID.class)))
                .forEach(task -> again.computeIfAbsent(task.getKey(), runner -> new ArrayList<>())
                        .add(task.getValue()));
        return again;
    }
}
