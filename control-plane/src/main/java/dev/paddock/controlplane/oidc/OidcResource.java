package dev.paddock.controlplane.oidc;

import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.http.PublicUrl;
import dev.paddock.model.problem.ProblemCode;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;

/// `/auth/{provider}`: signing in through a configured provider, for example `google`.
@Path("/auth")
public class OidcResource {

    private final Providers providers;
    private final CodeFlow flow;
    private final PublicUrl url;

    OidcResource(Providers providers, CodeFlow flow, PublicUrl url) {
        this.providers = providers;
        this.flow = flow;
        this.url = url;
    }

    /// 302 to the provider. Signing out changes something, so it is no page to go to.
    @GET
    @Path("/{provider: (?!logout$)[^/]+}")
    @PermitAll
    @NonBlocking
    public Uni<Response> start(@PathParam("provider") String provider, RoutingContext context) {
        check(provider);
        return flow.start(context).map(OidcResource::answer);
    }

    /// Where the provider sends the user back to: 302 to the console, with a session.
    @GET
    @Path("/{provider}/callback")
    @PermitAll
    @NonBlocking
    public Uni<Response> finish(@PathParam("provider") String provider, RoutingContext context) {
        check(provider);
        return flow.finish(context, provider).map(this::signedIn);
    }

    private void check(String provider) {
        if (!providers.has(provider)) {
            throw new ProblemException(
                    ProblemCode.NOT_FOUND,
                    "There is no provider " + provider + " to sign in with; check its name in the path.");
        }
    }

    private static Response answer(ChallengeData challenge) {
        Response.ResponseBuilder response = Response.status(challenge.status);
        challenge.getHeaders().forEach((name, value) -> response.header(name.toString(), value));
        return response.header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }

    private Response signedIn(List<NewCookie> cookies) {
        return Response.status(Response.Status.FOUND)
                .location(URI.create(url.link("/")))
                .cookie(cookies.toArray(NewCookie[]::new))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
