package dev.paddock.controlplane.screenshot;

import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.audit.Audited;
import dev.paddock.controlplane.edge.BodyLimit;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.memory.LargeBodies;
import dev.paddock.controlplane.storage.Digest;
import dev.paddock.controlplane.tenant.OwnRepository;
import dev.paddock.model.problem.Problem.FieldError;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/// `/api/v1/screenshots`: what a report may refer to need not be sent with it.
@Path("/api/v1/screenshots")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ScreenshotResource {

    static final String PNG = "image/png";
    private static final int MOST_DIGESTS = 1000;
    private static final String SPELLING = "must be a SHA-256: 64 lower-case hex digits";

    /// Which screenshots a caller is about to send.
    public record ProbeRequest(@Nullable List<@Nullable String> digests) {}

    /// Those that are not there, in the order of the request.
    public record ProbeReply(List<String> missing) {}

    private final Screenshots screenshots;
    private final ScreenshotStore store;
    private final AddScreenshot add;
    private final OwnRepository repositories;
    private final LargeBodies large;

    ScreenshotResource(
            Screenshots screenshots,
            ScreenshotStore store,
            AddScreenshot add,
            OwnRepository repositories,
            LargeBodies large) {
        this.large = large;
        this.screenshots = screenshots;
        this.store = store;
        this.add = add;
        this.repositories = repositories;
    }

    /// Says which of up to 1000 screenshots have to be sent. The others stay for a day. Changes nothing.
    @POST
    @Path("/probe")
    @PermissionsAllowed(Permission.UPLOAD)
    @Consumes(MediaType.APPLICATION_JSON)
    public ProbeReply probe(@Nullable ProbeRequest body, @QueryParam("repository") @Nullable String repository) {
        String own = repositories.of(repository);
        Set<Digest> asked = digests(body == null ? null : body.digests());
        Set<Digest> present = screenshots.present(own, asked);
        return new ProbeReply(asked.stream()
                .filter(digest -> !present.contains(digest))
                .map(Digest::hex)
                .toList());
    }

    private static Set<Digest> digests(@Nullable List<@Nullable String> given) {
        if (given == null) {
            throw ProblemException.invalid("digests", "is missing");
        }
        if (given.size() > MOST_DIGESTS) {
            throw ProblemException.invalid("digests", "are more than " + MOST_DIGESTS);
        }
        Set<Digest> digests = new LinkedHashSet<>();
        List<FieldError> errors = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            String text = given.get(i);
            String member = "digests[" + i + "]";
            if (text == null) {
                errors.add(new FieldError(member, SPELLING));
            } else {
                Digest.parse(text).ifPresentOrElse(digests::add, () -> errors.add(new FieldError(member, SPELLING)));
            }
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return digests;
    }

    /// 201 when it is new, 200 when the repository had it. 400 when the bytes have another digest or are no PNG.
    @PUT
    @Path("/{digest}")
    @PermissionsAllowed(Permission.UPLOAD)
    @Audited(value = "screenshot.upload", byUseCase = true)
    @Consumes(MediaType.WILDCARD)
    @BodyLimit(mebibytes = Screenshots.MOST_BYTES >> 20)
    @APIResponseSchema(value = StoredScreenshot.class, responseCode = "201")
    public Response put(
            @PathParam("digest") String digest, @QueryParam("repository") @Nullable String repository, InputStream body)
            throws IOException {
        String own = repositories.of(repository);
        Digest announced = Digest.parse(digest).orElseThrow(() -> ProblemException.invalid("digest", SPELLING));
        StoredScreenshot stored = add.add(own, announced, large.read(body));
        return Response.status(stored.deduped() ? Response.Status.OK : Response.Status.CREATED)
                .entity(stored)
                .build();
    }

    /// The bytes of a screenshot of the caller's repositories.
    @GET
    @Path("/{digest}")
    @PermissionsAllowed(Permission.VIEW)
    @Produces(PNG)
    @APIResponseSchema(byte[].class)
    public Response get(
            @PathParam("digest") String digest,
            @QueryParam("repository") @Nullable String repository,
            @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String known)
            throws IOException {
        List<String> within = repositories.within(repository);
        Digest named = Digest.parse(digest)
                .filter(one -> store.isOf(within, one))
                .orElseThrow(() -> ProblemException.notFound("screenshot", digest));
        return Served.of(screenshots, large, named, known);
    }
}
