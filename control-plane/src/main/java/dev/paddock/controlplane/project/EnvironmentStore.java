package dev.paddock.controlplane.project;

import dev.paddock.controlplane.access.Scope;
import dev.paddock.controlplane.sql.Columns;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/// The SQL of `environment`.
@Singleton
class EnvironmentStore {

    /// What became of a deletion.
    enum Deleted {
        DONE,
        UNKNOWN,
        NOT_EMPTY
    }

    /// What an update changes.
    ///
    /// @param name null = stays
    /// @param icon counts where `changesIcon`; null = none
    record Change(
            @Nullable String name,
            boolean changesIcon,
            @Nullable String icon) {}

    private static final String WITHIN = """
             (:within::text[] is null
                or exists (select from unnest(:within::text[]) as w where starts_with(w, e.id || '/')))
            """;

    private static final String VIEW = """
            select e.id, e.name, e.icon, e.created_at, (
                    select count(*) from project p where p.environment_id = e.id
                        and (:within::text[] is null or p.environment_id || '/' || p.id = any(:within))) as projects
            from environment e
            """;

    private final Jdbi jdbi;

    EnvironmentStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// Those within the limits, by name.
    List<EnvironmentView> list(Scope scope) {
        return jdbi.withHandle(
                handle -> within(handle.createQuery(VIEW + " where " + WITHIN + " order by lower(e.name), e.id"), scope)
                        .map((row, context) -> view(row))
                        .list());
    }

    /// The environment `id`, with its projects within the limits; empty when it is outside of them.
    Optional<EnvironmentView> find(String id, Scope scope) {
        return jdbi.withHandle(handle -> within(handle.createQuery(VIEW + " where e.id = :id and " + WITHIN), scope)
                .bind("id", id)
                .map((row, context) -> view(row))
                .findOne());
    }

    /// Adds one; false when there is one with this id.
    boolean insert(String id, String name, @Nullable String icon) {
        return jdbi.withHandle(handle -> handle.createUpdate("""
                        insert into environment (id, name, icon) values (:id, :name, :icon) on conflict do nothing
                        """)
                        .bind("id", id)
                        .bind("name", name)
                        .bind("icon", icon)
                        .execute())
                == 1;
    }

    /// False when there is none.
    boolean update(String id, Change change) {
        return jdbi.withHandle(handle -> handle.createUpdate("""
                        update environment set name = coalesce(:name, name),
                            icon = case when :changesIcon then :icon else icon end
                        where id = :id
                        """)
                        .bind("id", id)
                        .bind("name", change.name())
                        .bind("changesIcon", change.changesIcon())
                        .bind("icon", change.icon())
                        .execute())
                == 1;
    }

    /// Deletes one that has no project. Waits for projects that are being made.
    @Transactional
    public Deleted delete(String id) {
        return jdbi.withHandle(handle -> {
            boolean known = handle.createQuery("select id from environment where id = :id for update")
                    .bind("id", id)
                    .mapTo(String.class)
                    .findOne()
                    .isPresent();
            if (!known) {
                return Deleted.UNKNOWN;
            }
            boolean empty = handle.createUpdate("""
                            delete from environment where id = :id
                                and not exists (select from project where environment_id = :id)
                            """).bind("id", id).execute() == 1;
            return empty ? Deleted.DONE : Deleted.NOT_EMPTY;
        });
    }

    private static Query within(Query query, Scope scope) {
        return query.bindByType("within", ProjectStore.within(scope), String[].class);
    }

    private static EnvironmentView view(ResultSet row) throws SQLException {
        return new EnvironmentView(
                row.getString("id"),
                row.getString("name"),
                row.getString("icon"),
                Columns.instant(row, "created_at"),
                row.getLong("projects"));
    }
}
