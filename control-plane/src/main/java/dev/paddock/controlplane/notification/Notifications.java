package dev.paddock.controlplane.notification;

import dev.paddock.controlplane.sql.Ids;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/// Tells users of something. They see it in their lists and streams, at every replica, within a second of the commit.
@Singleton
public class Notifications {

    /// Fired when something was told; heard after commit.
    record Told() {}

    private final Jdbi jdbi;
    private final Event<Told> told;

    Notifications(Jdbi jdbi, Event<Told> told) {
        this.jdbi = jdbi;
        this.told = told;
    }

    /// Tells in the caller's transaction, so that it is told if and only if what it tells of happened. False when the
    /// same source was told of before, which is fine: then nothing happens.
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean tell(Notice notice) {
        return tell(List.of(notice)) == 1;
    }

    /// As [#tell(Notice)], for several in one statement; returns how many were new.
    @Transactional(Transactional.TxType.MANDATORY)
    public int tell(List<Notice> notices) {
        if (notices.isEmpty()) {
            return 0;
        }
        // In one order, so that two who tell the same do not wait for each other.
        int added = jdbi.withHandle(
                handle -> bound(handle.createUpdate("""
                        insert into notification (id, source, category, severity, title, body, path, repository_id,
                            project, for_managers, recipient)
                        select id, source, category, severity, title, body, path, repository, project, managers,
                            recipient
                        from unnest(:ids, :sources, :categories, :severities, :titles, :bodies, :paths, :repositories,
                            :projects, :managers, :recipients) as told (id, source, category, severity, title, body,
                            path, repository, project, managers, recipient)
                        order by source on conflict (source) do nothing
                        """), notices).execute());
        told.fire(new Told());
        return added;
    }

    private static Update bound(Update statement, List<Notice> notices) {
        List<Audience> audiences = notices.stream().map(Notice::audience).toList();
        return statement
                .bindArray(
                        "ids",
                        UUID.class,
                        notices.stream().map(one -> Ids.task()).toList())
                .bindArray("sources", String.class, texts(notices, Notice::source))
                .bindArray(
                        "categories",
                        String.class,
                        texts(notices, one -> one.category().wire()))
                .bindArray(
                        "severities",
                        String.class,
                        texts(notices, one -> one.severity().wire()))
                .bindArray("titles", String.class, texts(notices, Notice::title))
                .bindArray("bodies", String.class, texts(notices, Notice::body))
                .bindArray("paths", String.class, texts(notices, Notice::path))
                .bindArray("repositories", String.class, texts(audiences, Audience::repository))
                .bindArray("projects", String.class, texts(audiences, Audience::project))
                .bindArray(
                        "managers",
                        Boolean.class,
                        audiences.stream().map(Audience::managers).toList())
                .bindArray("recipients", String.class, texts(audiences, Audience::recipient));
    }

    private static <T> List<@Nullable String> texts(List<T> all, Function<T, @Nullable String> text) {
        return all.stream().<@Nullable String>map(text).toList();
    }
}
