package dev.paddock.controlplane.memory;

import dev.paddock.controlplane.memory.HeapShares.Share;
import io.netty.channel.Channel;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.RequestScoped;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// The parts of the heap that a call has. It gives them back when its work is over and its reply is sent: not before,
/// though its caller hangs up in the middle of it, and also when nobody is left who could be answered.
@RequestScoped
class HeldShares {

    private final CurrentVertxRequest call;
    private final Queue<Share> held = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Channel channel;

    /// @param call stands for each call
    HeldShares(CurrentVertxRequest call) {
        this.call = call;
    }

    /// Keeps `share` until the end of the call.
    void hold(Share share) {
        held.add(share);
        RoutingContext current = call.getCurrent();
        if (current != null && current.request().connection() instanceof ConnectionBase connection) {
            channel = connection.channel();
        }
    }

    @PreDestroy
    void giveBack() {
        Channel caller = channel;
        if (caller == null) {
            giveBackAll();
        } else {
            UntilSent.run(caller, this::giveBackAll);
        }
    }

    /// Gives them back at once.
    void giveBackAll() {
        held.forEach(Share::close);
    }
}
