package dev.paddock.controlplane.screenshot;

import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.memory.LargeBodies;
import dev.paddock.controlplane.storage.Digest;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Replies with the bytes of a screenshot. Their name is their digest, so whoever has them need never ask again.
final class Served {

    private static final String FOR_EVER = "private, max-age=31536000, immutable";

    private Served() {}

    /// 200 with the bytes, 304 for a caller who has them; 404 when they are gone.
    static Response of(Screenshots screenshots, LargeBodies large, Digest digest, @Nullable String known)
            throws IOException {
        String tag = "\"" + digest + "\"";
        if (known != null && (known.contains(tag) || known.strip().equals("*"))) {
            return headers(Response.notModified(), tag).build();
        }
        byte[] bytes = screenshots
                .bytes(digest, large::reserve)
                .orElseThrow(() -> ProblemException.notFound("screenshot", digest.hex()));
        return headers(Response.ok(bytes, ScreenshotResource.PNG), tag)
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", "default-src 'none'; sandbox")
                .header(HttpHeaders.CONTENT_DISPOSITION, "inline; filename=\"" + digest + ".png\"")
                .build();
    }

    private static Response.ResponseBuilder headers(Response.ResponseBuilder reply, String tag) {
        return reply.header(HttpHeaders.ETAG, tag).header(HttpHeaders.CACHE_CONTROL, FOR_EVER);
    }
}
