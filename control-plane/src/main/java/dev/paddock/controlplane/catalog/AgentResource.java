package dev.paddock.controlplane.catalog;

import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.sql.Ids;
import dev.paddock.model.problem.Problem.FieldError;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `/v1/agents`: review agents, of which `code-reviewer` is there from the first start.
@Path("/v1/agents")
@RunOnVirtualThread
public class AgentResource {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

    private final AgentStore agents;

    AgentResource(AgentStore agents) {
        this.agents = agents;
    }

    @GET
    @PermissionsAllowed(Permission.VIEW)
    public List<AgentView> list() {
        return agents.list();
    }

    @GET
    @Path("/{id}")
    @PermissionsAllowed(Permission.VIEW)
    public AgentView get(@PathParam("id") String id) {
        return agents.find(id).orElseThrow(() -> ProblemException.notFound("agent", id));
    }

    /// 201 with the new agent.
    @POST
    @PermissionsAllowed(Permission.MANAGE)
    public Response create(AgentView.@Nullable Registration body) {
        AgentView agent = valid(body);
        AgentView created =
                agents.insert(agent).orElseThrow(() -> ProblemException.invalid("name", "is taken by another agent"));
        return Response.created(URI.create("/v1/agents/" + created.id()))
                .entity(created)
                .build();
    }

    private static AgentView valid(AgentView.@Nullable Registration body) {
        List<FieldError> errors = new ArrayList<>();
        if (body == null || body.name() == null || !NAME.matcher(body.name()).matches()) {
            throw ProblemException.invalid("name", "must match " + NAME);
        }
        if (body.image() == null || body.image().isBlank() || body.image().length() > 255) {
            errors.add(new FieldError("image", "must name an image, in at most 255 characters"));
        }
        int timeout = Objects.requireNonNullElse(body.timeoutSeconds(), DefaultAgent.TIMEOUT_SECONDS);
        if (timeout < 10 || timeout > 21_600) {
            errors.add(new FieldError("timeout_seconds", "must be between 10 and 21600"));
        }
        int attempts = Objects.requireNonNullElse(body.maxAttempts(), DefaultAgent.MAX_ATTEMPTS);
        if (attempts < 1 || attempts > 20) {
            errors.add(new FieldError("max_attempts", "must be between 1 and 20"));
        }
        List<Integer> codes = Objects.requireNonNullElse(body.successExitCodes(), List.of(0));
        if (codes.isEmpty() || codes.stream().anyMatch(code -> code < 0 || code > 255)) {
            errors.add(new FieldError("success_exit_codes", "must be exit codes between 0 and 255"));
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return new AgentView(
                Ids.prefixed("agent"),
                body.name(),
                Objects.requireNonNullElse(body.template(), body.name()),
                "active",
                Objects.requireNonNull(body.image()),
                body.command(),
                codes,
                Objects.requireNonNullElse(body.tags(), List.of()),
                timeout,
                attempts,
                DefaultAgent.configWith(body.config()));
    }
}
