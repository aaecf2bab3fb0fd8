package dev.paddock.controlplane.submit;

import dev.paddock.controlplane.catalog.AgentView;
import dev.paddock.controlplane.run.EndRun;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunSpec;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/// Makes older runs of a pull request give way to the one that arrived last, where their agent wants it so.
@Singleton
class Supersede {

    private record Pair(RunId older, RunId newer) {}

    private final Jdbi jdbi;
    private final EndRun endRun;

    Supersede(Jdbi jdbi, EndRun endRun) {
        this.jdbi = jdbi;
        this.endRun = endRun;
    }

    /// Whether a submission cancels older runs. A retry, which is none, is no news about its pull request.
    static boolean applies(AgentView agent, RunSpec spec) {
        return agent.supersede() && spec.pullRequest() != null;
    }

    /// Cancels every open run of the same repository, pull request and agent but the newest. Arrival is the order in
    /// which transactions come by here, and within one the order of `arrived`. Call it before anything is admitted.
    ///
    /// @param arrived runs to which [#applies] applied, stored in this transaction
    @Transactional(Transactional.TxType.MANDATORY)
    public void cancelOlder(List<RunId> arrived) {
        if (arrived.isEmpty()) {
            return;
        }
        List<String> ids = arrived.stream().map(RunId::value).toList();
        lock(ids);
        older(ids).forEach(pair -> endRun.supersede(pair.older(), pair.newer()));
    }

    /// One at a time for each pull request, until commit; in one order for all.
    private void lock(List<String> ids) {
        jdbi.useHandle(handle -> handle.createQuery("""
                        select pg_advisory_xact_lock(of_pull_request)::text from (
                            select distinct hashtextextended(concat_ws('/', repository_id,
                                pull_request ->> 'number', agent_id), 0) as of_pull_request
                            from run where id = any(:ids) order by of_pull_request) locks
                        """)
                .bindArray("ids", String.class, ids)
                .mapTo(String.class)
                .list());
    }

    private List<Pair> older(List<String> ids) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        with newest as (
                            select distinct on (r.repository_id, r.agent_id, r.pull_request ->> 'number') r.*
                            from unnest(:ids) with ordinality as given (id, nth) join run r on r.id = given.id
                            order by r.repository_id, r.agent_id, r.pull_request ->> 'number', given.nth desc
                        )
                        select o.id as older, n.id as newer from run o join newest n
                            on o.repository_id = n.repository_id and o.agent_id = n.agent_id
                            and o.pull_request ->> 'number' = n.pull_request ->> 'number'
                        where o.status in ('queued', 'running') and o.pull_request is not null and o.id <> n.id
                        order by o.id
                        """)
                .bindArray("ids", String.class, ids)
                .map((row, context) -> new Pair(new RunId(row.getString("older")), new RunId(row.getString("newer"))))
                .list());
    }
}
