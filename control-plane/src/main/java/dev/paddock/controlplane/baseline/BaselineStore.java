package dev.paddock.controlplane.baseline;

import dev.paddock.model.run.RunId;
import jakarta.inject.Singleton;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The SQL that makes versions of baselines.
@Singleton
class BaselineStore {

    /// What a version is made of.
    ///
    /// @param keptBy whose reference keeps the screenshot
    record Content(
            String digest,
            @Nullable String screenshot,
            @Nullable String snapshot,
            String keptBy,
            String by) {}

    /// The last result of each target and kind counts, if it may become a baseline.
    private static final String WANTED = """
            select r.repository_id, t.target, t.kind, t.digest, t.candidate, t.body
            from (select distinct on (target, kind) * from report_result
                where run_id = :run order by target, kind, no desc) t join run r on r.id = t.run_id
            where t.digest is not null and t.status in ('passed', 'changed', 'new')
            order by t.target, t.kind
            """;

    private final Jdbi jdbi;

    BaselineStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// Locks the baselines of a run's candidates, those that are new included, in the order of all.
    void lockOf(RunId run) {
        jdbi.useHandle(handle -> {
            handle.createUpdate("""
                            insert into baseline (repository_id, target, kind)
                            select repository_id, target, kind from (%s) wanted order by target, kind
                            on conflict do nothing
                            """.formatted(WANTED)).bind("run", run.value()).execute();
            handle.createQuery("""
                            select count(*) from (select from baseline b join (%s) w using (repository_id, target, kind)
                                order by b.target, b.kind for no key update of b) locked
                            """.formatted(WANTED))
                    .bind("run", run.value())
                    .mapTo(Long.class)
                    .one();
        });
    }

    /// Makes the candidates of a run, whose baselines are locked, their newest versions, unless they are already.
    List<Promoted> promote(RunId run, String by) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        with wanted as materialized (
                            select w.*, b.version as before, b.digest is not distinct from w.digest as deduped
                            from (%s) w join baseline b using (repository_id, target, kind)),
                        raised as (
                            update baseline b set version = b.version + 1, digest = w.digest from wanted w
                            where not w.deduped
                                and (b.repository_id, b.target, b.kind) = (w.repository_id, w.target, w.kind)),
                        added as (
                            insert into baseline_version (repository_id, target, kind, version, digest, screenshot,
                                snapshot, run_id, kept_by, created_by)
                            select repository_id, target, kind, before + 1, digest, candidate, body -> 'snapshot', :run,
                                :run, :by
                            from wanted where not deduped)
                        select target, kind, case when deduped then before else before + 1 end as version, digest,
                            deduped
                        from wanted order by target, kind
                        """.formatted(WANTED))
                .bind("run", run.value())
                .bind("by", by)
                .map((row, context) -> new Promoted(
                        row.getString("target"),
                        row.getString("kind"),
                        row.getInt("version"),
                        row.getString("digest"),
                        row.getBoolean("deduped")))
                .list());
    }

    /// The screenshots of those versions that a run was promoted to.
    List<String> screenshotsOf(RunId run) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select distinct screenshot from baseline_version where run_id = :run and screenshot is not null")
                .bind("run", run.value())
                .mapTo(String.class)
                .list());
    }

    /// Makes `content` the newest version, unless it is already; returns it.
    CreatedBaseline add(String repository, String target, String kind, Content content) {
        return jdbi.withHandle(handle -> {
            int before = handle.createQuery("""
                            insert into baseline (repository_id, target, kind) values (:repository, :target, :kind)
                            on conflict (repository_id, target, kind) do update set version = baseline.version
                            returning case when digest = :digest then version else -version end
                            """)
                    .bind("repository", repository)
                    .bind("target", target)
                    .bind("kind", kind)
                    .bind("digest", content.digest())
                    .mapTo(Integer.class)
                    .one();
            if (before > 0) {
                return new CreatedBaseline(target, kind, before, content.digest(), true);
            }
            int version = 1 - before;
            handle.createUpdate("""
                            with raised as (
                                update baseline set version = :version, digest = :digest
                                where (repository_id, target, kind) = (:repository, :target, :kind))
                            insert into baseline_version (repository_id, target, kind, version, digest, screenshot,
                                snapshot, kept_by, created_by)
                            values (:repository, :target, :kind, :version, :digest, :screenshot, :snapshot::json,
                                :keptBy, :by)
                            """)
                    .bind("repository", repository)
                    .bind("target", target)
                    .bind("kind", kind)
                    .bind("version", version)
                    .bind("digest", content.digest())
                    .bind("screenshot", content.screenshot())
                    .bind("snapshot", content.snapshot())
                    .bind("keptBy", content.keptBy())
                    .bind("by", content.by())
                    .execute();
            return new CreatedBaseline(target, kind, version, content.digest(), false);
        });
    }
}
