package dev.paddock.controlplane.disk;

import dev.paddock.controlplane.build.Builds;
import dev.paddock.controlplane.upload.UploadStore;
import jakarta.inject.Singleton;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/// The SQL that says whose bytes are stored.
@Singleton
class DiskStore {

    private static final int MOST = 20;

    private final Jdbi jdbi;

    DiskStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// The projects with the most bytes, the largest first. Looks at every reference: ask now and then.
    List<DiskView.Part> projects() {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        with owned as (
                            select b.environment_id, b.project_id, r.digest
                            from blob_reference r join build b on b.id = r.owner where r.kind = :results
                            union
                            select b.environment_id, b.project_id, r.digest
                            from blob_reference r join publication p on p.id = r.owner join build b on b.id = p.build
                            where r.kind = :files
                            union
                            select split_part(owner, '/', 1), split_part(owner, '/', 2), digest
                            from blob_reference where kind = :history
                            union
                            select s.environment_id, s.project_id, r.digest
                            from blob_reference r join upload_session s on s.id = r.owner where r.kind = :uploads)
                        select environment_id || '/' || project_id as path, sum(bytes) as bytes
                        from owned join blob using (digest)
                        group by environment_id, project_id order by bytes desc, path limit :most
                        """)
                .bind("results", Builds.RESULTS)
                .bind("files", Builds.FILES)
                .bind("history", Builds.HISTORY)
                .bind("uploads", UploadStore.KIND)
                .bind("most", MOST)
                .map((row, context) -> new DiskView.Part(row.getString("path"), row.getLong("bytes")))
                .list());
    }
}
