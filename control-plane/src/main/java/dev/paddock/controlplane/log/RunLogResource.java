package dev.paddock.controlplane.log;

import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.run.RunReader;
import dev.paddock.model.log.LogEntry;
import dev.paddock.model.log.RunLogs;
import dev.paddock.model.run.RunId;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `GET /v1/runs/:id/logs`.
@Path("/v1/runs/{id}/logs")
@RunOnVirtualThread
public class RunLogResource {

    private static final int MAX_LIMIT = 10_000;

    private final LogStore logs;
    private final RunReader runs;

    RunLogResource(LogStore logs, RunReader runs) {
        this.logs = logs;
        this.runs = runs;
    }

    /// Oldest first, all attempts.
    @GET
    @PermissionsAllowed(Permission.VIEW)
    public RunLogs read(
            @PathParam("id") String id,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @DefaultValue("1000") String limit) {
        RunId run = RunId.parse(id)
                .filter(known -> runs.find(known).isPresent())
                .orElseThrow(() -> ProblemException.notFound("run", id));
        List<LogEntry> entries = logs.read(run, Cursor.of(after), limit(limit));
        return new RunLogs(
                run, entries, entries.isEmpty() ? after : entries.getLast().cursor());
    }

    private static int limit(String text) {
        if (text.matches("\\d{1,5}")) {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        }
        throw ProblemException.invalid("limit", "must be a number from 1 to " + MAX_LIMIT);
    }
}
