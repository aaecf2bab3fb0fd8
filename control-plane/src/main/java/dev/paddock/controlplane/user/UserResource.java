package dev.paddock.controlplane.user;

import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.access.Role;
import dev.paddock.controlplane.audit.AuditNotes;
import dev.paddock.controlplane.audit.Audited;
import dev.paddock.controlplane.http.Parameters;
import dev.paddock.controlplane.http.ProblemException;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `/api/settings/users`: users who have signed in through a provider, and their roles. A change of role counts from
/// the user's next sign-in.
@Path("/api/settings/users")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class UserResource {

    private static final Set<String> ROLES = Set.of("admin", "developer", "viewer");
    private static final int MOST = 100;

    private final Users users;
    private final UserStore store;

    UserResource(Users users, UserStore store) {
        this.users = users;
        this.store = store;
    }

    /// A part of all users.
    ///
    /// @param total how many there are
    public record Page(List<UserView> users, long total, int limit, int offset) {}

    /// What a change of role takes.
    public record RoleChange(@Nullable String role) {}

    /// Whoever signed in last comes first; a page beyond the end is empty.
    @GET
    @PermissionsAllowed(Permission.SETTINGS)
    public Page list(
            @QueryParam("limit") @DefaultValue("20") String limit,
            @QueryParam("offset") @DefaultValue("0") String offset) {
        int most = Parameters.number("limit", limit, 1, MOST);
        int from = Parameters.number("offset", offset, 0, Integer.MAX_VALUE);
        return new Page(users.list(most, from), store.count(), most, from);
    }

    /// 204; the role stands above the configured one.
    @PATCH
    @Path("/{email}/role")
    @PermissionsAllowed(Permission.SETTINGS)
    @Audited("user.role")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response change(@PathParam("email") String email, @Nullable RoleChange body) {
        String role = body == null ? null : body.role();
        if (role == null || !ROLES.contains(role)) {
            throw ProblemException.invalid("role", "must be admin, developer or viewer");
        }
        return set(email, Role.of(role));
    }

    /// 204; the configured role counts again.
    @DELETE
    @Path("/{email}/role")
    @PermissionsAllowed(Permission.SETTINGS)
    @Audited("user.reset")
    public Response reset(@PathParam("email") String email) {
        return set(email, null);
    }

    private Response set(String email, @Nullable Role role) {
        if (!store.setOverride(Users.key(email), role)) {
            throw ProblemException.notFound("user", email);
        }
        AuditNotes.about(Users.key(email));
        if (role != null) {
            AuditNotes.note("role", role.wire());
        }
        return Response.noContent().build();
    }
}
