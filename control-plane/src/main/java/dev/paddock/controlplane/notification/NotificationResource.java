package dev.paddock.controlplane.notification;

import dev.paddock.controlplane.access.Caller;
import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.access.Standing;
import dev.paddock.controlplane.http.EventStreams;
import dev.paddock.controlplane.http.Parameters;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.idempotency.Idempotent;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.util.List;
import java.util.Objects;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jspecify.annotations.Nullable;

/// `/api/notifications`: what the caller is told. To have read or deleted something is each reader's own.
@Path("/api/notifications")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class NotificationResource {

    /// How many the caller has not read.
    public record Unread(long count) {}

    private static final int DEFAULT_LIMIT = 50;

    private final NotificationStore store;
    private final NotificationTail tail;
    private final VisibleOrder order;
    private final EventStreams streams;
    private final Caller caller;
    private final Standing standing;

    NotificationResource(
            NotificationStore store,
            NotificationTail tail,
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

    /// Newest first: with `unread=true` those alone that the caller has not read; `limit` of them, 0 = all there are.
    @GET
    @PermissionsAllowed(Permission.VIEW)
    public List<NotificationView> list(@Context UriInfo uri) {
        Parameters parameters = Parameters.of(uri);
        String unread = parameters.word("unread", List.of("true", "false"));
        int limit = Objects.requireNonNullElse(parameters.number("limit", 0, Integer.MAX_VALUE), DEFAULT_LIMIT);
        parameters.check();
        return store.list(viewer(), "true".equals(unread), limit == 0 ? null : limit);
    }

    /// How many of them the caller has not read.
    @GET
    @Path("/unread")
    @PermissionsAllowed(Permission.VIEW)
    public Unread unread() {
        return new Unread(store.unread(viewer()));
    }

    /// Server-sent events `notification`: those after `Last-Event-ID`, without it those that come from now on, told
    /// at any replica. Ends with the caller's credentials.
    @GET
    @Path("/stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @ResponseHeader(name = EventStreams.UNBUFFERED, value = "no")
    @PermissionsAllowed(Permission.VIEW)
    // On a virtual thread until there is something to wait for.
    @Blocking
    public Multi<OutboundSseEvent> follow(@HeaderParam("Last-Event-ID") @Nullable String last) {
        long newest = order.newest();
        // Who has seen more than there is, such as before a backup was restored, misses nothing from now on.
        long start = last == null ? newest : Math.min(place(last), newest);
        Viewer viewer = viewer();
        Standing.Watch watch = standing.watch();
        return streams.open(start, tail.of(viewer), watch.lost())
                .onTermination()
                .invoke(watch.forget());
    }

    /// 204, also when it was read before; 404 when the caller has none of this id.
    @PATCH
    @Path("/{id}/read")
    @PermissionsAllowed(Permission.VIEW)
    public void read(@PathParam("id") String id) {
        mark(id, false);
    }

    /// 204: the caller has read all that there are.
    @POST
    @Path("/read")
    @PermissionsAllowed(Permission.VIEW)
    @Idempotent
    public void readAll() {
        store.markAll(viewer());
    }

    /// 204: the caller does not see it any more; others do. 404 when the caller has none of this id.
    @DELETE
    @Path("/{id}")
    @PermissionsAllowed(Permission.VIEW)
    public void delete(@PathParam("id") String id) {
        mark(id, true);
    }

    private void mark(String id, boolean deleted) {
        boolean known = NotificationStore.id(id)
                .map(one -> store.mark(viewer(), one, deleted))
                .orElse(false);
        if (!known) {
            throw ProblemException.notFound("notification", id);
        }
    }

    private Viewer viewer() {
        return Viewer.of(caller);
    }

    private static long place(String text) {
        if (!text.matches("\\d{1,18}")) {
            throw ProblemException.invalid("Last-Event-ID", "must be the id of an event of this stream");
        }
        return Long.parseLong(text);
    }
}
