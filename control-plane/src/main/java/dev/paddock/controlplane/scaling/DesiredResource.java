package dev.paddock.controlplane.scaling;

import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.http.Parameters;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.fleet.LaneNeed;
import dev.paddock.model.fleet.ScalingPolicy;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// `GET /api/fleet/desired`: how many runners should a lane have?
@Path("/api/fleet/desired")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class DesiredResource {

    private final DesiredRunners desired;
    private final Policies policies;

    DesiredResource(DesiredRunners desired, Policies policies) {
        this.desired = desired;
        this.policies = policies;
    }

    @GET
    @PermissionsAllowed(Permission.VIEW)
    public LaneNeed get(@Context UriInfo uri) {
        Parameters parameters = Parameters.of(uri);
        Lane lane = parameters.parsed("lane", Lane::parse, Lane.SHAPE);
        boolean once = "true".equals(parameters.word("once", List.of("true", "false")));
        // A runner of one task has one slot, and is never kept for what may come.
        Integer slots = parameters.number("slots", 1, once ? 1 : ScalingPolicy.MOST_SLOTS);
        Integer minIdle = parameters.number("min_idle", 0, ScalingPolicy.MOST_RUNNERS);
        Integer max = parameters.number("max", 1, ScalingPolicy.MOST_RUNNERS);
        Integer cooldown = parameters.number("cooldown", 0, once ? 0 : (int) ScalingPolicy.LONGEST.toSeconds());
        parameters.check();
        Lane asked = lane == null ? Lane.WITHOUT_TAGS : lane;
        ScalingPolicy policy = policy(policies.of(asked), slots, minIdle, max, cooldown);
        return once ? desired.ofOneTaskEach(asked, policy.minIdle(), policy.max()) : desired.of(asked, policy);
    }

    private static ScalingPolicy policy(
            ScalingPolicy set,
            @Nullable Integer slots,
            @Nullable Integer minIdle,
            @Nullable Integer max,
            @Nullable Integer cooldown) {
        int most = Objects.requireNonNullElse(max, set.max());
        int idle = Objects.requireNonNullElse(minIdle, set.minIdle());
        if (idle > most) {
            throw ProblemException.invalid("min_idle", "is " + idle + " and must not exceed max, which is " + most);
        }
        return new ScalingPolicy(
                Objects.requireNonNullElse(slots, set.slots()),
                idle,
                most,
                cooldown == null ? set.cooldown() : Duration.ofSeconds(cooldown));
    }
}
