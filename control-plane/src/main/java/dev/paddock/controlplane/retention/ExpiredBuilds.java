package dev.paddock.controlplane.retention;

import dev.paddock.controlplane.build.Builds;
import dev.paddock.controlplane.sql.Columns;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/// Builds, with their results and reports. Their age counts from their upload.
@Singleton
class ExpiredBuilds implements Expired {

    private final Jdbi jdbi;
    private final Builds builds;

    ExpiredBuilds(Jdbi jdbi, Builds builds) {
        this.jdbi = jdbi;
        this.builds = builds;
    }

    @Override
    public String what() {
        return "builds";
    }

    @Override
    public List<Item> next(Instant expired, Item behind, int most) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select id, created_at, concat_ws('/', environment_id, project_id, build_id) as name from build
                        where created_at < :expired and (created_at, id) > (:at, :id)
                        order by created_at, id limit :most
                        """)
                .bind("expired", expired)
                .bind("at", behind.at())
                .bind("id", behind.id())
                .bind("most", most)
                .map((row, context) ->
                        new Item(row.getString("id"), Columns.instant(row, "created_at"), row.getString("name")))
                .list());
    }

    @Override
    public Turn.Done delete(List<Item> items) {
        return new Turn.Done(items.size(), 0, 0, builds.delete(ids(items)));
    }

    @Override
    public Turn.Done measure(List<Item> items) {
        return new Turn.Done(items.size(), 0, 0, builds.bytes(ids(items)));
    }

    private static List<String> ids(List<Item> items) {
        return items.stream().map(Item::id).toList();
    }
}
