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
import org.jspecify.annotations.Nullable;

/// The SQL of `project`.
@Singleton
public class ProjectStore {

    /// What became of a new one.
    sealed interface Inserted {

        /// It was made.
        record Made(ProjectView project) implements Inserted {}

        /// There is one with its id.
        record Taken() implements Inserted {}

        /// There is no such environment.
        record NoEnvironment() implements Inserted {}
    }

    private static final String COLUMNS = "id, environment_id, name, created_at";

    private final Jdbi jdbi;

    ProjectStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// The project `id` of an environment. Does not look at anybody's limits.
    public Optional<ProjectView> find(String environment, String id) {
        return jdbi.withHandle(handle -> handle.createQuery("select " + COLUMNS + """
                         from project where environment_id = :environment and id = :id
                        """)
                .bind("environment", environment)
                .bind("id", id)
                .map((row, context) -> view(row))
                .findOne());
    }

    /// Keeps the project `id` of an environment from being deleted before the transaction's end; false when there is
    /// none. Whoever adds something to a project begins with it.
    public boolean hold(String environment, String id) {
        return isLocked("for key share", environment, id);
    }

    /// Keeps everybody else from adding something to a project before the transaction's end; false when there is none.
    boolean lock(String environment, String id) {
        return isLocked("for update", environment, id);
    }

    private boolean isLocked(String strength, String environment, String id) {
        return jdbi.withHandle(handle -> handle.createQuery(
                                "select id from project where environment_id = :environment and id = :id " + strength)
                        .bind("environment", environment)
                        .bind("id", id)
                        .mapTo(String.class)
                        .findOne())
                .isPresent();
    }

    /// Those of an environment within the limits, by name.
    List<ProjectView> list(String environment, Scope scope) {
        return jdbi.withHandle(handle -> handle.createQuery("select " + COLUMNS + """
                         from project where environment_id = :environment
                            and (:within::text[] is null or environment_id || '/' || id = any(:within))
                        order by lower(name), id
                        """)
                .bind("environment", environment)
                .bindByType("within", within(scope), String[].class)
                .map((row, context) -> view(row))
                .list());
    }

    /// Adds one to an environment, which stays meanwhile.
    @Transactional
    Inserted insert(String environment, String id, String name) {
        return jdbi.withHandle(handle -> {
            boolean known = handle.createQuery("select id from environment where id = :id for key share")
                    .bind("id", environment)
                    .mapTo(String.class)
                    .findOne()
                    .isPresent();
            if (!known) {
                return new Inserted.NoEnvironment();
            }
            return handle.createQuery("""
                            insert into project (environment_id, id, name) values (:environment, :id, :name)
                            on conflict do nothing returning
                            """ + COLUMNS)
                    .bind("environment", environment)
                    .bind("id", id)
                    .bind("name", name)
                    .map((row, context) -> view(row))
                    .findOne()
                    .<Inserted>map(Inserted.Made::new)
                    .orElseGet(Inserted.Taken::new);
        });
    }

    /// Deletes one that nothing belongs to any more.
    void delete(String environment, String id) {
        jdbi.useHandle(
                handle -> handle.createUpdate("delete from project where environment_id = :environment and id = :id")
                        .bind("environment", environment)
                        .bind("id", id)
                        .execute());
    }

    /// What the lists' statements bind; null = no limit.
    static String @Nullable [] within(Scope scope) {
        List<String> projects = scope.bindableProjects();
        return projects == null ? null : projects.toArray(new String[0]);
    }

    private static ProjectView view(ResultSet row) throws SQLException {
        return new ProjectView(
                row.getString("id"),
                row.getString("environment_id"),
                row.getString("name"),
                Columns.instant(row, "created_at"));
    }
}
