package dev.paddock.controlplane.gate;

import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.access.Standing;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.controlplane.watch.ConditionalReads;
import dev.paddock.controlplane.watch.Reading;
import dev.paddock.controlplane.watch.Tagged;
import dev.paddock.model.run.GateView;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/// `GET /external/integration/cicd/runs/:id`: the verdict that CI waits for.
@Path("/external/integration/cicd/runs/{id}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class GateResource {

    private static final String WAIT = "wait";

    private final ConditionalReads reads;
    private final Reading verdict;
    private final Reading patient;
    private final Standing standing;

    GateResource(
            GateReader gates,
            ReportGateReader reports,
            ConditionalReads reads,
            Json json,
            Standing standing,
            GateRoom room) {
        this.standing = standing;
        this.reads = reads;
        this.verdict = room.within(
                id -> gates.find(id).or(() -> reports.find(id, false)).map(gate -> tagged(gate, json)));
        this.patient = room.within(
                id -> gates.find(id).or(() -> reports.find(id, true)).map(gate -> tagged(gate, json)));
    }

    /// A [GateView]; with `If-None-Match`, 304 while it is the same for `wait` seconds. With `pending=wait` a report
    /// that waits for a person is `running`.
    @GET
    @PermissionsAllowed(Permission.VIEW)
    @APIResponseSchema(GateView.class)
    // On a virtual thread until there is something to wait for.
    @Blocking
    public Uni<Response> get(
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String known,
            @QueryParam("wait") @Nullable String wait,
            @QueryParam("pending") @Nullable String pending) {
        if (pending != null && !pending.equals(WAIT)) {
            throw ProblemException.invalid("pending", "must be " + WAIT);
        }
        Uni<Response> answer = reads.answer(id, known, wait, pending == null ? verdict : patient);
        return wait == null ? answer : standing.guard(answer);
    }

    private static Tagged tagged(GateView gate, Json json) {
        return Tagged.withDigest(json.bytes(gate), json.digest(gate.state()));
    }
}
