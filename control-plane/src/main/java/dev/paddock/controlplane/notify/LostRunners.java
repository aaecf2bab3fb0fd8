package dev.paddock.controlplane.notify;

import dev.paddock.controlplane.feed.Happening;
import dev.paddock.controlplane.notification.Audience;
import dev.paddock.controlplane.notification.Notice;
import jakarta.inject.Singleton;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/// What is told of runners that are not heard of any more. Runners that said so before they went, and those that are
/// drained, are missed by nobody.
@Singleton
class LostRunners {

    private final Jdbi jdbi;

    LostRunners(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// The notices of those of `lost`, events that say a runner is offline, that are worth one.
    List<Notice> notices(List<Happening> lost) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select u.id, u.name, lost.seq
                        from unnest(:ids, :seqs) as lost (id, seq) join runner u on u.id = lost.id
                        where u.reported <> 'offline' and u.deregistered_at is null and not u.draining
                        """)
                .bindArray(
                        "ids", String.class, lost.stream().map(Happening::subject).toList())
                .bindArray("seqs", Long.class, lost.stream().map(Happening::seq).toList())
                .map((row, context) -> notice(row.getString("id"), row.getString("name"), row.getLong("seq")))
                .list());
    }

    private static Notice notice(String id, String name, long seq) {
        return new Notice(
                "runner %s lost %d".formatted(id, seq),
                Notice.Category.RUNNER,
                Notice.Severity.WARNING,
                "Lost: the runner " + name,
                "Nothing is heard of the runner " + name + "; what it had in work is tried elsewhere. Look after its"
                        + " machine, or take it off the list.",
                "/api/runners/" + id,
                Audience.ofManagers());
    }
}
