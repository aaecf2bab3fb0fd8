package dev.paddock.controlplane.site;

import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/// Keeps what a report holds away from its readers: every reply below `/reports` is a page of no origin, and loads
/// nothing from elsewhere.
@Singleton
class SiteHeaders {

    private static final String POLICY = "Content-Security-Policy";
    private static final String ROOT = "/reports";

    /// Without `allow-same-origin` neither cookies nor the server's API can be reached.
    private static final String NO_ORIGIN = "sandbox allow-scripts";

    /// Allure's pages would ask for the scripts of a counter of visits.
    private static final String NOTHING_FROM_ELSEWHERE =
            "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; base-uri 'self'; form-action 'none'";

    @ServerResponseFilter
    public void isolate(ContainerResponseContext response, UriInfo uri) {
        String path = uri.getPath();
        if (!path.equals(ROOT) && !path.startsWith(ROOT + "/")) {
            return;
        }
        MultivaluedMap<String, Object> headers = response.getHeaders();
        headers.add(POLICY, NO_ORIGIN);
        headers.add(POLICY, NOTHING_FROM_ELSEWHERE);
        // A page of no origin asks for its own files as a stranger.
        headers.putSingle("Access-Control-Allow-Origin", "*");
        headers.putSingle("X-Content-Type-Options", "nosniff");
        // Its path may be what lets its reader in.
        headers.putSingle("Referrer-Policy", "no-referrer");
    }
}
