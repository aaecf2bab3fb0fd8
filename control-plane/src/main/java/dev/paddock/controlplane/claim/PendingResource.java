package dev.paddock.controlplane.claim;

import dev.paddock.controlplane.access.Caller;
import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.access.Standing;
import dev.paddock.controlplane.fleet.FleetConfig;
import dev.paddock.controlplane.fleet.Runners;
import dev.paddock.controlplane.http.Parameters;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.task.RunnerTask;
import dev.paddock.model.wire.Data;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `GET /api/runners/tasks/pending`: the claim.
@Path("/api/runners/tasks/pending")
@Produces(MediaType.APPLICATION_JSON)
public class PendingResource {

    private static final int MAX_LIMIT = 1000;
    // What a claim may take, and less than any caller waits.
    private static final Duration ONCE = Duration.ofSeconds(3);

    private final WaitingClaims waiting;
    private final ClaimLoop loop;
    private final FleetConfig config;
    private final Caller caller;
    private final Standing standing;

    PendingResource(WaitingClaims waiting, ClaimLoop loop, FleetConfig config, Caller caller, Standing standing) {
        this.standing = standing;
        this.caller = caller;
        this.waiting = waiting;
        this.loop = loop;
        this.config = config;
    }

    /// Up to `limit` tasks, never more than the runner's free slots; none after `wait` seconds. No thread is held.
    @GET
    @PermissionsAllowed(Permission.TASK)
    public Uni<Data<List<RunnerTask>>> pending(
            @QueryParam("runnerId") @Nullable String runnerId,
            @QueryParam("limit") @DefaultValue("1") String limit,
            @QueryParam("wait") @DefaultValue("0") String wait,
            @HeaderParam("x-runner-instance") @Nullable String session) {
        if (runnerId == null) {
            throw ProblemException.invalid("runnerId", "is missing; send it");
        }
        Runners.expectId("runnerId", runnerId);
        int most = Parameters.number("limit", limit, 1, MAX_LIMIT);
        int seconds = Parameters.number("wait", wait, 0, (int) config.pollWait().toSeconds());
        Waiter waiter = new Waiter(new Waiter.Poll(runnerId, caller.keyId(), session, most, seconds == 0));
        // A poll that does not wait is answered by the next turn of the claim loop, which comes at once.
        waiting.add(waiter, seconds == 0 ? ONCE : Duration.ofSeconds(seconds));
        loop.wake(ClaimLoop.Wake.POLL);
        // A caller that hangs up, or gives up one stream of its connection, must not be given a task.
        Uni<Data<List<RunnerTask>>> answer = Uni.createFrom()
                .completionStage(waiter.answer())
                .onCancellation()
                .invoke(() -> waiting.end(waiter))
                .map(Data::new);
        return seconds == 0 ? answer : standing.guard(answer);
    }
}
