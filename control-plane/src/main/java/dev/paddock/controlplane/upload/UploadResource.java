package dev.paddock.controlplane.upload;

import dev.paddock.controlplane.access.Caller;
import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.access.Scope;
import dev.paddock.controlplane.access.Standing;
import dev.paddock.controlplane.audit.AuditNotes;
import dev.paddock.controlplane.audit.Audited;
import dev.paddock.controlplane.http.EventStreams;
import dev.paddock.controlplane.http.Parameters;
import dev.paddock.controlplane.http.ProblemException;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jspecify.annotations.Nullable;

/// `/api/uploads`: uploads of all environments and projects.
@Path("/api/uploads")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class UploadResource {

    private static final int MOST = 1000;
    /// How many are read at once where all are wanted.
    private static final int PART = 500;

    private final UploadStore store;
    private final UploadTail tail;
    private final VisibleOrder order;
    private final EventStreams streams;
    private final Caller caller;
    private final Standing standing;

    UploadResource(
            UploadStore store,
            UploadTail tail,
            VisibleOrder order,
            EventStreams streams,
            Caller caller,
            Standing standing) {
        this.store = store;
        this.tail = tail;
        this.order = order;
        this.streams = streams;
        this.caller = caller;
        this.standing = standing;
    }

    /// The uploads that the caller may see, newest first: `limit` of them, behind `offset`; without
    /// `limit` all, which are read in parts while they are sent.
    @GET
    @PermissionsAllowed(Permission.VIEW)
    public Iterable<UploadSession> list(@Context UriInfo uri) {
        Parameters parameters = Parameters.of(uri);
        Integer limit = parameters.number("limit", 1, MOST);
        int offset = Objects.requireNonNullElse(parameters.number("offset", 0, Integer.MAX_VALUE), 0);
        parameters.check();
        Scope scope = caller.scope();
        if (limit != null) {
            return store.list(scope, null, limit, offset);
        }
        List<UploadSession> newest = store.list(scope, null, PART, offset);
        return () -> Stream.iterate(newest, part -> !part.isEmpty(), part -> behind(scope, part))
                .flatMap(List::stream)
                .iterator();
    }

    private List<UploadSession> behind(Scope scope, List<UploadSession> part) {
        return part.size() < PART ? List.of() : store.list(scope, part.getLast(), PART, 0);
    }

    /// Server-sent events `update`, each with an upload as it is then: those that changed after `Last-Event-ID`,
    /// without it those that change from now on, at any replica. Ends with the caller's credentials.
    @GET
    @Path("/stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @ResponseHeader(name = EventStreams.UNBUFFERED, value = "no")
    @PermissionsAllowed(Permission.VIEW)
    // On a virtual thread until there is something to wait for.
    @Blocking
    public Multi<OutboundSseEvent> follow(@HeaderParam("Last-Event-ID") @Nullable String last) {
        long start = last == null ? order.newest() : place(last);
        Standing.Watch watch = standing.watch();
        return streams.open(start, tail.of(caller.scope()), watch.lost())
                .onTermination()
                .invoke(watch.forget());
    }

    /// 204: nothing is known of the upload any more, and its bytes are let go of. A build that was made of it stays.
    @DELETE
    @Path("/{id}")
    @PermissionsAllowed(Permission.MANAGE)
    @Audited("upload.delete")
    public void delete(@PathParam("id") String id) {
        store.find(id).ifPresent(upload -> {
            AuditNotes.about(upload.uploadId());
            AuditNotes.note("build", upload.target().toString());
        });
        if (!store.delete(id)) {
            throw ProblemException.notFound("upload", id);
        }
    }

    private static long place(String text) {
        if (!text.matches("\\d{1,18}")) {
            throw ProblemException.invalid("Last-Event-ID", "must be the id of an event of this stream");
        }
        return Long.parseLong(text);
    }
}
