package dev.paddock.controlplane.edge;

import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.problem.ProblemCode;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.util.Map;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/// Refuses headers of more than 16 KiB with a problem. The server itself reads a little more, and refuses what is
/// larger than that without a word.
@Singleton
class HeaderLimit {

    private static final int LIMIT = 16 << 10;
    // The colon, the space and the line's end.
    private static final int AROUND = 4;

    /// Looks at a call before it is known what it is about.
    @ServerRequestFilter(preMatching = true)
    public void check(HttpServerRequest request) {
        int size = request.uri().length();
        for (Map.Entry<String, String> header : request.headers()) {
            size += header.getKey().length() + header.getValue().length() + AROUND;
        }
        if (size > LIMIT) {
            throw new ProblemException(
                    ProblemCode.HEADERS_TOO_LARGE, "The headers are larger than 16 KiB in all; send less.");
        }
    }
}
