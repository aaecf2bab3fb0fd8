package dev.paddock.controlplane.tenant;

import dev.paddock.controlplane.access.Caller;
import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.access.Scope;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.run.RunId;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/// Keeps callers whose credentials are limited within their limits, at every endpoint whose path names a run, a
/// repository, an environment, a project or an upload: what is not theirs is answered 404, as what does not exist.
/// Lists leave it out by [Caller#scope].
///
/// What belongs to no repository and no project (agents, runners, environments) they may see, and not change.
@Singleton
class TenantFilter {

    private static final String REPOSITORIES = "/v1/repositories";
    private static final String UPLOADS = "/api/uploads";
    private static final String ENVIRONMENT = "environment";

    /// A thing that the path names.
    private record Named(String what, String id, BooleanSupplier within) {}

    private final Caller caller;
    private final TenantStore tenants;

    TenantFilter(Caller caller, TenantStore tenants) {
        this.caller = caller;
        this.tenants = tenants;
    }

    /// Looks at a call that its caller has the permission for. Null = nothing to look for.
    @ServerRequestFilter
    public @Nullable Uni<Void> check(ContainerRequestContext request, ResourceInfo resource, UriInfo uri) {
        Method method = resource.getResourceMethod();
        PermissionsAllowed permissions = method == null ? null : method.getAnnotation(PermissionsAllowed.class);
        if (permissions == null) {
            return null;
        }
        Scope scope = caller.scope();
        if (!scope.limited()) {
            return null;
        }
        List<Named> named = named(scope, resource.getResourceClass(), uri);
        boolean changes = !request.getMethod().equals(HttpMethod.GET)
                && Arrays.asList(permissions.value()).contains(Permission.MANAGE);
        Optional<Named> place = place(scope, uri);
        place.ifPresent(named::add);
        // An environment is not changed by who may see some of its projects.
        boolean beyond = changes
                && (named.isEmpty()
                        || place.filter(where -> where.what().equals(ENVIRONMENT))
                                .isPresent());
        if (named.isEmpty()) {
            return beyond ? Uni.createFrom().failure(beyond()) : null;
        }
        Uni<Void> looked = onVirtualThread(named);
        return beyond ? looked.flatMap(fine -> Uni.createFrom().failure(beyond())) : looked;
    }

    /// The project that the path names, else the environment.
    private static Optional<Named> place(Scope scope, UriInfo uri) {
        String environment = uri.getPathParameters().getFirst("envId");
        String project = uri.getPathParameters().getFirst("projectId");
        if (environment == null) {
            return Optional.empty();
        }
        return Optional.of(
                project == null
                        ? new Named(ENVIRONMENT, environment, () -> scope.includesEnvironment(environment))
                        : new Named(
                                "project",
                                environment + "/" + project,
                                () -> scope.includesProject(environment, project)));
    }

    private List<Named> named(Scope scope, Class<?> resource, UriInfo uri) {
        Path path = resource.getAnnotation(Path.class);
        boolean repository = path != null && path.value().startsWith(REPOSITORIES);
        boolean upload = path != null && path.value().equals(UPLOADS);
        List<Named> named = new ArrayList<>();
        uri.getPathParameters().values().stream().flatMap(List::stream).forEach(value -> {
            Optional<RunId> run = RunId.parse(value);
            if (run.isPresent()) {
                named.add(new Named("run", value, () -> tenants.hasRun(scope, run.get())));
            } else if (repository) {
                named.add(new Named("repository", value, () -> tenants.hasRepository(scope, value)));
            } else if (upload) {
                named.add(new Named("upload", value, () -> tenants.hasUpload(scope, value)));
            }
        });
        return named;
    }

    /// The endpoint itself may be one that must not wait for the ledger.
    private static Uni<Void> onVirtualThread(List<Named> named) {
        return Uni.createFrom()
                .voidItem()
                .invoke(() -> named.stream()
                        .filter(one -> !one.within().getAsBoolean())
                        .findFirst()
                        .ifPresent(foreign -> {
                            throw ProblemException.notFound(foreign.what(), foreign.id());
                        }))
                .runSubscriptionOn(Thread::startVirtualThread);
    }

    private static ProblemException beyond() {
        return new ProblemException(
                ProblemCode.FORBIDDEN,
                "The key is limited to some repositories and projects, and this belongs to none of them; use a key"
                        + " without limits.");
    }
}
