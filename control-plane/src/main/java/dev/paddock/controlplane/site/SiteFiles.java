package dev.paddock.controlplane.site;

import dev.paddock.controlplane.blob.Blobs;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.storage.Storage;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// Sends files of reports.
@Singleton
class SiteFiles {

    private final Blobs blobs;

    SiteFiles(Blobs blobs) {
        this.blobs = blobs;
    }

    /// The file, or 304 to a caller that has it.
    Response serve(SiteStore.Served file, String caching, Request request) throws IOException {
        EntityTag tag = new EntityTag(file.digest().hex() + "-" + file.start() + "-" + file.bytes());
        Response.ResponseBuilder known = request.evaluatePreconditions(tag);
        Response.ResponseBuilder reply = known == null ? content(file, request) : known;
        return reply.tag(tag).header(HttpHeaders.CACHE_CONTROL, caching).build();
    }

    private Response.ResponseBuilder content(SiteStore.Served file, Request request) throws IOException {
        Response.ResponseBuilder reply = head(file);
        if (request.getMethod().equals(HttpMethod.HEAD)) {
            // Nobody would read the file, or close it.
            return reply;
        }
        Storage.Content content =
                blobs.open(file.digest()).orElseThrow(() -> ProblemException.notFound("file", file.path()));
        if (!file.packed()) {
            return reply.entity(content.stream());
        }
        // Small, and read to its end, so that the blob's digest is checked.
        try (InputStream pack = content.stream()) {
            int start = Math.toIntExact(file.start());
            byte[] all = pack.readAllBytes();
            return reply.entity(Arrays.copyOfRange(all, start, start + Math.toIntExact(file.bytes())));
        }
    }

    private static Response.ResponseBuilder head(SiteStore.Served file) {
        Response.ResponseBuilder reply = Response.ok().header(HttpHeaders.CONTENT_TYPE, ContentTypes.of(file.path()));
        if (ContentTypes.isDownload(file.path())) {
            String name =
                    file.path().substring(file.path().lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]", "_");
            reply.header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"");
        }
        return reply;
    }
}
