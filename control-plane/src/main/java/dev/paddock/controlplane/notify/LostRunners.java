package dev.paddock.controlplane.notify;

import dev.paddock.controlplane.feed.Happening;
import dev.paddock.controlplane.http.PublicUrl;
import dev.paddock.controlplane.notification.Audience;
import dev.paddock.controlplane.notification.Notice;
import dev.paddock.controlplane.sql.Columns;
import dev.paddock.controlplane.webhook.Message;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// What is told of runners that are not heard of any more. Runners that said so before they went, and those that are
/// drained, are missed by nobody.
@Singleton
class LostRunners {

    private record Lost(String id, String name, long seq, Instant at) {

        String source() {
            return "runner %s lost %d".formatted(id, seq);
        }

        String path() {
            return "/api/runners/" + id;
        }
    }

    private final Jdbi jdbi;
    private final PublicUrl url;

    LostRunners(Jdbi jdbi, PublicUrl url) {
        this.jdbi = jdbi;
        this.url = url;
    }

    /// The notices of those of `events`, each of which says that a runner is offline, that are worth one.
    List<Notice> notices(List<Happening> events) {
        return missed(events).stream().map(LostRunners::notice).toList();
    }

    /// The messages of the same.
    List<Message> messages(List<Happening> events) {
        return missed(events).stream().map(this::message).toList();
    }

    private List<Lost> missed(List<Happening> events) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select u.id, u.name, lost.seq, lost.at
                        from unnest(:ids, :seqs, :ats::timestamptz[]) as lost (id, seq, at)
                            join runner u on u.id = lost.id
                        where u.reported <> 'offline' and u.deregistered_at is null and not u.draining
                        """)
                .bindArray(
                        "ids",
                        String.class,
                        events.stream().map(Happening::subject).toList())
                .bindArray(
                        "seqs", Long.class, events.stream().map(Happening::seq).toList())
                .bindArray(
                        "ats",
                        String.class,
                        events.stream().map(event -> String.valueOf(event.at())).toList())
                .map((row, context) -> new Lost(
                        row.getString("id"), row.getString("name"), row.getLong("seq"), Columns.instant(row, "at")))
                .list());
    }

    private static Notice notice(Lost runner) {
        return new Notice(
                runner.source(),
                Notice.Category.RUNNER,
                Notice.Severity.WARNING,
                "Lost: the runner " + runner.name(),
                "Nothing is heard of the runner " + runner.name() + "; what it had in work is tried elsewhere. Look"
                        + " after its machine, or take it off the list.",
                runner.path(),
                Audience.ofManagers());
    }

    private Message message(Lost runner) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("runner_id", runner.id());
        data.put("name", runner.name());
        data.put("url", url.link(runner.path()));
        return new Message(Message.RUNNER_LOST, runner.source(), runner.id(), runner.at(), data);
    }
}
