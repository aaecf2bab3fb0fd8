package dev.paddock.controlplane.history;

import dev.paddock.controlplane.access.Caller;
import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.http.Paging;
import dev.paddock.controlplane.http.Parameters;
import dev.paddock.model.run.RunStatistics;
import dev.paddock.model.run.RunSummary;
import dev.paddock.model.wire.Page;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Objects;

/// `GET /v1/runs` and `GET /v1/runs/stats`.
@Path("/v1/runs")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class HistoryResource {

    private final RunPages pages;
    private final Statistics statistics;
    private final Caller caller;

    HistoryResource(RunPages pages, Statistics statistics, Caller caller) {
        this.caller = caller;
        this.pages = pages;
        this.statistics = statistics;
    }

    /// A page of the runs that pass `agent_id`, `repository_id`, `status`, `pr_number`, `kind`, `since` and `until`
    /// (both exclusive, about the creation), newest first unless `sort` and `order` say otherwise. 400 names each
    /// parameter that is malformed, out of range or doubled.
    @GET
    @PermissionsAllowed(Permission.VIEW)
    public Page<RunSummary> list(@Context UriInfo uri) {
        Parameters parameters = Parameters.of(uri);
        RunFilter filter = RunFilter.of(parameters, caller.scope());
        RunOrder order = RunOrder.of(parameters);
        Paging paging = Paging.of(parameters);
        parameters.check();
        return pages.page(filter, order, paging);
    }

    /// What the executed runs of a `period` (`day`, `week`, `month`) come to, of one `agent_id` and `repository_id`
    /// where they are given; `by` (`agent`, `repository`) breaks it down by them, too.
    @GET
    @Path("/stats")
    @PermissionsAllowed(Permission.VIEW)
    public RunStatistics statistics(@Context UriInfo uri) {
        Parameters parameters = Parameters.of(uri);
        String period = parameters.word("period", Period.WORDS);
        String by = parameters.word("by", List.of("agent", "repository"));
        Statistics.Question question = new Statistics.Question(
                Period.of(Objects.requireNonNullElse(period, "week")),
                parameters.text("agent_id"),
                parameters.text("repository_id"),
                by == null ? null : by.equals("agent") ? Statistics.Breakdown.AGENT : Statistics.Breakdown.REPOSITORY,
                caller.scope());
        parameters.check();
        return statistics.answer(question);
    }
}
