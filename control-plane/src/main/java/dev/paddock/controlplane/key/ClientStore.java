package dev.paddock.controlplane.key;

import dev.paddock.controlplane.access.ApiKey;
import dev.paddock.controlplane.sql.Columns;
import dev.paddock.controlplane.sql.Ids;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/// The SQL of `client`, as administrators use it.
@Singleton
class ClientStore {

    private final Jdbi jdbi;

    ClientStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// Stores a new client of a repository, of its secret the hash only; returns its id.
    String insert(String repositoryId, ApiKey secret, String by) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        insert into client (id, repository_id, hash, created_by)
                        values (:id, :repository, :hash, :by) returning id
                        """)
                .bind("id", Ids.prefixed("client"))
                .bind("repository", repositoryId)
                .bind("hash", secret.hash())
                .bind("by", by)
                .mapTo(String.class)
                .one());
    }

    /// A part of all clients, newest first.
    ClientView.Listing list(Slice slice) {
        return jdbi.withHandle(handle -> {
            long total = handle.createQuery("select count(*) from client")
                    .mapTo(Long.class)
                    .one();
            List<ClientView> clients = handle.createQuery("""
                            select c.id, c.repository_id, r.name, c.created_by, c.created_at, c.last_used_at
                            from client c join repository r on r.id = c.repository_id
                            order by c.created_at desc, c.id desc limit :limit offset :offset
                            """)
                    .bind("limit", slice.limit())
                    .bind("offset", slice.offset())
                    .map((row, context) -> view(row))
                    .list();
            return new ClientView.Listing(clients, total, slice.limit(), slice.offset());
        });
    }

    /// Removes a client; true when there was one.
    boolean delete(String id) {
        return jdbi.withHandle(handle -> handle.createUpdate("delete from client where id = :id")
                        .bind("id", id)
                        .execute())
                == 1;
    }

    private static ClientView view(ResultSet row) throws SQLException {
        return new ClientView(
                row.getString("id"),
                row.getString("repository_id"),
                row.getString("name"),
                row.getString("created_by"),
                Columns.instant(row, "created_at"),
                Columns.instantOrNull(row, "last_used_at"));
    }
}
