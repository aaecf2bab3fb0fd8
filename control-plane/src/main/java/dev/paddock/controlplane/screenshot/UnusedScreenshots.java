package dev.paddock.controlplane.screenshot;

import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/// The SQL that finds screenshots which nothing of their repository refers to any more: they are no
/// longer its own, and it does not pay for them, although others may keep the same bytes.
@Singleton
public class UnusedScreenshots {

    private final Jdbi jdbi;

    UnusedScreenshots(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// Has the screenshots of these runs' reports looked at, in the caller's transaction, which drops
    /// the reports' references to them afterwards. Who looks at one of them meanwhile is waited for.
    @Transactional(Transactional.TxType.MANDATORY)
    public void suspect(Collection<String> runs) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        with locked as (
                            select s.repository_id, s.digest from screenshot s
                            where (s.repository_id, s.digest) in (
                                select r.repository_id, b.digest from blob_reference b join run r on r.id = b.owner
                                where b.kind = :kind and b.owner = any(:runs))
                            order by s.repository_id, s.digest for no key update)
                        update screenshot s set loose = true from locked
                        where (s.repository_id, s.digest) = (locked.repository_id, locked.digest)
                        """)
                .bind("kind", KeepScreenshots.OWNER)
                .bindArray("runs", String.class, List.copyOf(runs))
                .execute());
    }

    /// Forgets up to `most` that neither a report nor a baseline of their repository refers to, a day
    /// after they were last sent or asked for.
    ///
    /// @return how many it looked at; fewer than `most` were due when it is less
    @Transactional
    public int forget(int most) {
        return jdbi.withHandle(handle -> {
            List<Owned> due = handle.createQuery("""
                            select repository_id, digest from screenshot
                            where loose and touched_at < now() - interval '1 day'
                            order by touched_at limit :most for update skip locked
                            """)
                    .bind("most", most)
                    .map((row, context) -> new Owned(row.getString("repository_id"), row.getString("digest")))
                    .list();
            // Nobody adds a reference to one that is locked, and this statement sees all that were
            // added before.
            handle.createUpdate("""
                            with seen as (
                                select d.repository_id, d.digest,
                                    exists (select from blob_reference b join run r on r.id = b.owner
                                        where b.kind = :kind and b.digest = d.digest
                                            and r.repository_id = d.repository_id)
                                    or exists (select from baseline_version v
                                        where v.repository_id = d.repository_id and v.screenshot = d.digest) as used
                                from unnest(:repositories, :digests) as d (repository_id, digest)),
                            kept as (
                                update screenshot s set loose = false from seen
                                where (s.repository_id, s.digest) = (seen.repository_id, seen.digest) and seen.used)
                            delete from screenshot s using seen
                            where (s.repository_id, s.digest) = (seen.repository_id, seen.digest) and not seen.used
                            """)
                    .bind("kind", KeepScreenshots.OWNER)
                    .bindArray(
                            "repositories",
                            String.class,
                            due.stream().map(Owned::repository).toList())
                    .bindArray(
                            "digests",
                            String.class,
                            due.stream().map(Owned::digest).toList())
                    .execute();
            return due.size();
        });
    }

    private record Owned(String repository, String digest) {}
}
