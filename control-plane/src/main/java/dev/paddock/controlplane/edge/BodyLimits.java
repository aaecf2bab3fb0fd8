package dev.paddock.controlplane.edge;

import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.problem.ProblemCode;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/// Refuses bodies that are larger than their call takes: by what they say of themselves, else by what comes.
@Singleton
class BodyLimits {

    static final long MEBIBYTE = 1 << 20;

    private final Map<Method, Long> limits = new ConcurrentHashMap<>();

    /// Looks at a call that is about to be made.
    @ServerRequestFilter
    public void check(ContainerRequestContext request, ResourceInfo info, RoutingContext call) {
        String length = request.getHeaderString("Content-Length");
        if (length != null) {
            long limit = limit(info);
            if (isAbove(length, limit)) {
                throw tooLarge(limit, call);
            }
        } else if (request.getHeaderString("Transfer-Encoding") != null
                || call.request().version() == HttpVersion.HTTP_2) {
            // With HTTP/2 a body needs no header.
            long limit = limit(info);
            // Where the server itself reads the body it knows no other limit.
            call.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, limit + MEBIBYTE);
            request.setEntityStream(new Counted(request.getEntityStream(), limit, call));
        }
    }

    /// The connection of an HTTP/2 call has others, too, and knows no such header.
    @ServerResponseFilter
    public void stay(ContainerResponseContext response, HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            response.getHeaders().remove("Connection");
        }
    }

    private long limit(ResourceInfo info) {
        return limits.computeIfAbsent(info.getResourceMethod(), BodyLimits::limit);
    }

    private static boolean isAbove(String length, long limit) {
        // More digits than a number can have: the server itself refuses what is no number at all.
        return length.length() > 18 || Long.parseLong(length) > limit;
    }

    private static long limit(Method method) {
        BodyLimit limit = method.getAnnotation(BodyLimit.class);
        return MEBIBYTE * (limit == null ? 1 : limit.mebibytes());
    }

    /// The rest of the body is not waited for.
    private static ProblemException tooLarge(long limit, RoutingContext call) {
        if (call.request().version() != HttpVersion.HTTP_2) {
            call.addEndHandler(done -> call.request().connection().close());
        }
        return new ProblemException(
                ProblemCode.TOO_LARGE,
                "The body is larger than the " + limit / MEBIBYTE + " MiB this call takes; send less.");
    }

    /// A body of unknown length.
    private static final class Counted extends FilterInputStream {

        private final long limit;
        private final RoutingContext call;
        private long read;

        Counted(InputStream body, long limit, RoutingContext call) {
            super(body);
            this.limit = limit;
            this.call = call;
        }

        @Override
        public int read() throws IOException {
            count(0);
            int one = super.read();
            count(one < 0 ? 0 : 1);
            return one;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            count(0);
            int some = super.read(bytes, offset, length);
            count(Math.max(0, some));
            return some;
        }

        /// Once it is too large nothing more is waited for.
        private void count(int more) {
            read += more;
            if (read > limit) {
                throw tooLarge(limit, call);
            }
        }
    }
}
