package dev.paddock.controlplane.edge;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/// Lets calls whose body may be absent come without one, whatever content type their client puts on nothing.
@Singleton
class EmptyBodies {

    private static final List<String> BYTES = List.of("application/zip", MediaType.APPLICATION_OCTET_STREAM);
    private static final String TRANSFER_ENCODING = "Transfer-Encoding";

    /// Says that a body of nothing is JSON.
    @ServerRequestFilter(preMatching = true)
    public void read(ContainerRequestContext context, HttpServerRequest request) {
        if (!context.getMethod().equals(HttpMethod.GET) && isEmpty(context, request) && !isForBytes(context)) {
            context.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON);
        }
    }

    /// Nobody puts those on a call without a body by mistake.
    private static boolean isForBytes(ContainerRequestContext context) {
        String type = context.getHeaderString(HttpHeaders.CONTENT_TYPE);
        return type != null && BYTES.stream().anyMatch(type::startsWith);
    }

    /// With HTTP/2 a body needs no header.
    private static boolean isEmpty(ContainerRequestContext context, HttpServerRequest request) {
        String length = context.getHeaderString(HttpHeaders.CONTENT_LENGTH);
        return length == null
                ? context.getHeaderString(TRANSFER_ENCODING) == null && request.version() != HttpVersion.HTTP_2
                : length.equals("0");
    }
}
