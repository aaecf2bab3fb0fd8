package dev.paddock.controlplane.screenshot;

import dev.paddock.controlplane.image.PngHeader;
import dev.paddock.controlplane.storage.Digest;
import dev.paddock.model.run.RunId;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The SQL of `screenshot`.
@Singleton
public class ScreenshotStore {

    private final Jdbi jdbi;

    ScreenshotStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// Says that stored bytes are screenshots of the repository, in the caller's transaction.
    ///
    /// @return those that were not before
    public Set<Digest> add(String repository, Map<Digest, PngHeader> screenshots) {
        hold(repository, screenshots.keySet());
        // In one order everywhere, so that two that add the same never wait for each other in a circle.
        List<Digest> digests = screenshots.keySet().stream().sorted().toList();
        List<Integer> widths = new ArrayList<>();
        List<Integer> heights = new ArrayList<>();
        digests.forEach(digest -> {
            PngHeader header = Objects.requireNonNull(screenshots.get(digest));
            widths.add(header.width());
            heights.add(header.height());
        });
        return jdbi.withHandle(handle -> new HashSet<>(handle.createQuery("""
                        insert into screenshot (repository_id, digest, width, height, bytes)
                        select :repository, s.*, (select bytes from blob b where b.digest = s.digest)
                        from unnest(:digests, :widths, :heights) as s (digest, width, height)
                        on conflict do nothing returning digest
                        """)
                .bind("repository", repository)
                .bindArray("digests", String.class, hex(digests))
                .bindArray("widths", Integer.class, widths)
                .bindArray("heights", Integer.class, heights)
                .mapTo(String.class)
                .map(Digest::new)
                .list()));
    }

    /// Those of `digests` that are screenshots of the repository, which nobody forgets before the end
    /// of the caller's transaction: then something refers to them.
    public Set<Digest> hold(String repository, Collection<Digest> digests) {
        return among(repository, digests, """
                select digest from screenshot where repository_id = :repository and digest = any(:digests)
                order by digest for key share
                """);
    }

    /// Those of `digests` that are screenshots of the repository; they stay that for a day from now on.
    Set<Digest> touch(String repository, Collection<Digest> digests) {
        return among(repository, digests, """
                with found as (
                    select digest from screenshot where repository_id = :repository and digest = any(:digests)
                    order by digest for no key update),
                touched as (
                    update screenshot s set touched_at = now() from found
                    where s.repository_id = :repository and s.digest = found.digest
                        and s.touched_at < now() - interval '1 minute')
                select digest from found
                """);
    }

    private Set<Digest> among(String repository, Collection<Digest> digests, String query) {
        return jdbi.withHandle(handle -> new HashSet<>(handle.createQuery(query)
                .bind("repository", repository)
                .bindArray("digests", String.class, hex(digests))
                .mapTo(String.class)
                .map(Digest::new)
                .list()));
    }

    /// Whether it is a screenshot of one of the repositories.
    ///
    /// @param within ids of repositories; null = any
    boolean isOf(@Nullable List<String> within, Digest digest) {
        String[] ids = within == null ? null : within.toArray(new String[0]);
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select exists (select from screenshot where digest = :digest
                            and (:within::text[] is null or repository_id = any(:within)))
                        """)
                .bind("digest", digest.hex())
                .bindByType("within", ids, String[].class)
                .mapTo(Boolean.class)
                .one());
    }

    /// Whether the run's report has it.
    boolean isOf(RunId run, Digest digest) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select exists (select from report_result
                            where run_id = :run and :digest in (baseline, candidate, diff))
                        """)
                .bind("run", run.value())
                .bind("digest", digest.hex())
                .mapTo(Boolean.class)
                .one());
    }

    private static List<String> hex(Collection<Digest> digests) {
        return digests.stream().map(Digest::hex).toList();
    }
}
