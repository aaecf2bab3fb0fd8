package dev.paddock.controlplane.command;

import dev.paddock.controlplane.access.Caller;
import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.access.Standing;
import dev.paddock.controlplane.fleet.Runners;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.UUID;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.RestStreamElementType;

/// `GET /api/runners/:id/commands`: what a runner is told between its calls.
@Path("/api/runners/{id}/commands")
@Produces(MediaType.APPLICATION_JSON)
public class CommandResource {

    private final Runners runners;
    private final CommandStore store;
    private final CommandStreams streams;
    private final CommandLoop loop;
    private final Caller caller;
    private final Standing standing;

    CommandResource(
            Runners runners,
            CommandStore store,
            CommandStreams streams,
            CommandLoop loop,
            Caller caller,
            Standing standing) {
        this.standing = standing;
        this.runners = runners;
        this.store = store;
        this.streams = streams;
        this.loop = loop;
        this.caller = caller;
    }

    /// A stream of [dev.paddock.model.runner.RunnerCommand]s, for the runner's own key: first whether it drains and
    /// what
    /// was cancelled lately, then each change within a second. Heartbeat replies say the same. No thread is held.
    @GET
    @RunOnVirtualThread
    @Produces(MediaType.SERVER_SENT_EVENTS)
    // An event that says its type itself has it as one more field on the wire.
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @ResponseHeader(name = "X-Accel-Buffering", value = "no")
    @ResponseHeader(name = "Cache-Control", value = "no-cache")
    @PermissionsAllowed(Permission.TASK)
    // On a virtual thread until there is something to wait for.
    @Blocking
    public Multi<OutboundSseEvent> commands(@PathParam("id") String id, @Context Sse sse) {
        runners.owned(id, caller.keyId());
        UUID stream = UUID.randomUUID();
        // Before it is open: a look at the ledger in between would end it for an older one.
        store.opened(id, stream);
        Standing.Watch watch = standing.watch();
        return Multi.createFrom()
                .<OutboundSseEvent>emitter(emitter -> open(new CommandStream(id, stream, sse, emitter), emitter, watch))
                .onTermination()
                .invoke(watch.forget());
    }

    private void open(CommandStream stream, MultiEmitter<? super OutboundSseEvent> emitter, Standing.Watch watch) {
        var unused = watch.lost().thenRun(stream::close);
        emitter.onTermination(() -> streams.forget(stream));
        streams.add(stream);
        loop.wake();
    }
}
