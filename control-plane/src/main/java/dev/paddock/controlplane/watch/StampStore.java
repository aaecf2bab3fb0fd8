package dev.paddock.controlplane.watch;

import dev.paddock.model.run.RunId;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/// The SQL that tells whether a run has changed, without reading what it is.
@Singleton
class StampStore {

    private final Jdbi jdbi;

    StampStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// A text that is another one after every change of the run or of its newest attempt; empty for no run.
    Optional<String> stamp(RunId run) {
        return Optional.ofNullable(stamps(List.of(run)).get(run));
    }

    /// The stamps of those of `runs` that there are.
    Map<RunId, String> stamps(Collection<RunId> runs) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select r.id, concat_ws(' ', r.version, r.updated_at, r.pinned, t.attempt, t.state, t.progress_done,
                            t.progress_total) as stamp
                        from run r left join lateral (
                            select attempt, state, progress_done, progress_total from task
                            where run_id = r.id and r.completed_at is null order by attempt desc limit 1
                        ) t on true
                        where r.id = any(:ids)
                        """)
                .bindArray("ids", String.class, runs.stream().map(RunId::value).toList())
                .map((row, context) -> Map.entry(new RunId(row.getString("id")), row.getString("stamp")))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }
}
