package dev.paddock.controlplane.log;

import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.access.Standing;
import dev.paddock.controlplane.details.RunReader;
import dev.paddock.controlplane.http.EventStreams;
import dev.paddock.controlplane.http.EventStreams.Source;
import dev.paddock.controlplane.http.Parameters;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.memory.LargeBodies;
import dev.paddock.model.log.RunLogs;
import dev.paddock.model.run.RunId;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jspecify.annotations.Nullable;

/// `GET /v1/runs/:id/logs` and `…/logs/stream`.
@Path("/v1/runs/{id}/logs")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class RunLogResource {

    private static final int MAX_LIMIT = 10_000;

    private final LogReader logs;
    private final LogTail tail;
    private final EventStreams streams;
    private final RunReader runs;
    private final Standing standing;
    private final LargeBodies large;

    RunLogResource(
            LogReader logs, LogTail tail, EventStreams streams, RunReader runs, Standing standing, LargeBodies large) {
        this.standing = standing;
        this.large = large;
        this.logs = logs;
        this.tail = tail;
        this.streams = streams;
        this.runs = runs;
    }

    /// Oldest first, all attempts; `next_after` goes on behind all that was looked at. 503 when others read large
    /// things for long.
    @GET
    @PermissionsAllowed(Permission.VIEW)
    public RunLogs read(
            @PathParam("id") String id,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @DefaultValue("1000") String limit,
            @QueryParam("level") @Nullable String level,
            @QueryParam("min_level") @Nullable String least,
            @QueryParam("since") @Nullable String since) {
        Cursor from = Cursor.of("after", after);
        LogFilter filter = LogFilter.of(level, least, since);
        int most = Parameters.number("limit", limit, 1, MAX_LIMIT);
        RunId run = run(id);
        // Who looks for some may look through all.
        large.reserveForText(logs.bytes(run, from, filter.equals(LogFilter.ALL) ? most : Integer.MAX_VALUE));
        LogReader.Page page = logs.read(run, from, filter, most);
        return new RunLogs(
                run,
                page.entries(),
                page.read().equals(from) ? after : page.read().text());
    }

    /// As server-sent events `log`, from `Last-Event-ID` (or `after`) on, while they come in at any replica; `end` when
    /// the run has ended and all was sent. Ends, too, when the caller's credentials do.
    @GET
    @Path("/stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @ResponseHeader(name = EventStreams.UNBUFFERED, value = "no")
    @PermissionsAllowed(Permission.VIEW)
    // On a virtual thread until there is something to wait for.
    @Blocking
    public Multi<OutboundSseEvent> follow(
            @PathParam("id") String id,
            @HeaderParam("Last-Event-ID") @Nullable String last,
            @QueryParam("after") @Nullable String after) {
        Cursor start = last == null ? Cursor.of("after", after) : Cursor.of("Last-Event-ID", last);
        Source<Cursor> source = tail.of(run(id));
        Standing.Watch watch = standing.watch();
        return streams.open(start, source, watch.lost()).onTermination().invoke(watch.forget());
    }

    /// 410 for one whose log was deleted for its age.
    private RunId run(String id) {
        RunId run = RunId.parse(id).filter(runs::isThere).orElseThrow(() -> ProblemException.notFound("run", id));
        runs.expectKept(run, "log");
        return run;
    }
}
