package dev.paddock.controlplane.catalog;

import dev.paddock.controlplane.sql.Ids;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The SQL of `repository`.
@Singleton
public class RepositoryStore {

    private static final String COLUMNS = "id, name, clone_url, default_branch, owner";

    private final Jdbi jdbi;

    RepositoryStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// The repository whose id, name or clone URL is `reference`.
    public Optional<RepositoryView> find(String reference) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select " + COLUMNS + " from repository where :r in (id, name, clone_url)")
                        .bind("r", reference)
                        .map((row, context) -> view(row))
                        .findFirst());
    }

    /// The repositories whose ids, names or clone URLs are `references`.
    public List<RepositoryView> findAll(List<String> references) {
        return jdbi.withHandle(handle -> handle.createQuery("select " + COLUMNS
                        + " from repository where id = any(:r) or name = any(:r) or clone_url = any(:r)")
                .bindArray("r", String.class, references)
                .map((row, context) -> view(row))
                .list());
    }

    /// All repositories by name.
    List<RepositoryView> list() {
        return jdbi.withHandle(handle -> handle.createQuery("select " + COLUMNS + " from repository order by name")
                .map((row, context) -> view(row))
                .list());
    }

    /// Adds a repository; empty when the name or the URL is taken.
    Optional<RepositoryView> insert(String name, String cloneUrl, @Nullable String defaultBranch, String owner) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        insert into repository (id, name, clone_url, default_branch, owner)
                        values (:id, :name, :url, :branch, :owner)
                        on conflict do nothing returning
                        """ + COLUMNS)
                .bind("id", Ids.prefixed("repo"))
                .bind("name", name)
                .bind("url", cloneUrl)
                .bind("branch", defaultBranch)
                .bind("owner", owner)
                .map((row, context) -> view(row))
                .findOne());
    }

    private static RepositoryView view(ResultSet row) throws SQLException {
        return new RepositoryView(
                row.getString("id"),
                row.getString("name"),
                row.getString("clone_url"),
                row.getString("default_branch"),
                row.getString("owner"));
    }
}
