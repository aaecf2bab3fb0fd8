package dev.paddock.controlplane.tenant;

import dev.paddock.controlplane.access.Scope;
import dev.paddock.model.run.RunId;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Jdbi;

/// The SQL that says whose things are.
@Singleton
public class TenantStore {

    private final Jdbi jdbi;

    TenantStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// Whether there is such a run, of a repository within the limits.
    boolean hasRun(Scope scope, RunId run) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select exists (select from run where id = :run and repository_id = any(:scope))")
                .bind("run", run.value())
                .bindArray("scope", String.class, ids(scope))
                .mapTo(Boolean.class)
                .one());
    }

    /// Whether `reference`, an id, name or clone URL, is a repository within the limits, and none outside of them.
    public boolean hasRepository(Scope scope, String reference) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select coalesce(bool_and(id = any(:scope)), false)
                        from repository where :reference in (id, name, clone_url) and deleted_at is null
                        """)
                .bind("reference", reference)
                .bindArray("scope", String.class, ids(scope))
                .mapTo(Boolean.class)
                .one());
    }

    /// Whether there is an upload of this id, of a project within the limits.
    boolean hasUpload(Scope scope, String either) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select exists (select from upload_session
                            where :id in (id, upload_id) and environment_id || '/' || project_id = any(:projects))
                        """)
                .bind("id", either)
                .bindArray("projects", String.class, scope.projects())
                .mapTo(Boolean.class)
                .one());
    }

    /// The ids of repositories by what they were asked for: id, name or clone URL. Unknown ones are left out.
    public Map<String, String> repositories(List<String> references) {
        Map<String, String> ids = new HashMap<>();
        jdbi.useHandle(handle -> handle.createQuery("""
                        select asked.reference, r.id from unnest(:references) as asked (reference)
                            join repository r on asked.reference in (r.id, r.name, r.clone_url) and r.deleted_at is null
                        """)
                .bindArray("references", String.class, references)
                .map((row, context) -> Map.entry(row.getString("reference"), row.getString("id")))
                .forEach(found -> ids.put(found.getKey(), found.getValue())));
        return ids;
    }

    private static List<String> ids(Scope scope) {
        return Objects.requireNonNull(scope.bindable(), "a caller without limits is asked for nothing");
    }
}
