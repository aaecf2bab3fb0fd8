package dev.paddock.controlplane.site;

import dev.paddock.controlplane.build.BuildKey;
import dev.paddock.controlplane.storage.Digest;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The SQL of `publication` as readers use it.
@Singleton
class SiteStore {

    /// A file of a report.
    ///
    /// @param publication the report
    /// @param packed whether it is `bytes` of the blob from `start` on, rather than the blob
    record Served(String publication, String path, Digest digest, long start, long bytes, boolean packed) {}

    private final Jdbi jdbi;

    SiteStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// The report that is shown of a build; empty when there is none.
    Optional<String> shown(BuildKey key) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select publication from build where environment_id = :environment and project_id = :project
                            and build_id = :build and publication is not null
                        """)
                .bind("environment", key.environment())
                .bind("project", key.project())
                .bind("build", key.build())
                .mapTo(String.class)
                .findOne());
    }

    /// The file `path` of a build's report; empty when there is none.
    ///
    /// @param publication which of its reports; null = the one that is shown
    Optional<Served> find(BuildKey key, @Nullable String publication, String path) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select f.* from build b join publication p on p.build = b.id
                            join publication_file f on f.publication = p.id
                        where b.environment_id = :environment and b.project_id = :project and b.build_id = :build
                            and p.id = coalesce(:publication, b.publication) and f.path = :path
                        """)
                .bind("environment", key.environment())
                .bind("project", key.project())
                .bind("build", key.build())
                .bind("publication", publication)
                .bind("path", path)
                .map((row, context) -> new Served(
                        row.getString("publication"),
                        row.getString("path"),
                        new Digest(row.getString("digest")),
                        row.getLong("start"),
                        row.getLong("bytes"),
                        row.getBoolean("packed")))
                .findOne());
    }
}
