package dev.paddock.controlplane.metrics;

import dev.paddock.model.problem.Problem;
import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.runner.HeartbeatReply;
import dev.paddock.model.wire.Data;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/// Counts what the server answers to runners: heartbeats, and calls about tasks that are no longer the caller's.
@Singleton
class CallMeters {

    private static final int CONFLICT = 409;
    private static final List<String> CALLS = List.of("status", "logs", "result", "return");
    private static final Set<String> STALE = Set.of(ProblemCode.LEASE_LOST.wire(), ProblemCode.ALREADY_FINISHED.wire());

    private final MeterRegistry meters;

    CallMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    /// A counter that is there from the start shows its first event too.
    void start(@Observes StartupEvent event) {
        CALLS.forEach(call -> STALE.forEach(code -> stale(call, code)));
        heartbeats("kept");
        heartbeats("lost");
    }

    /// Looks at an answer that is about to leave.
    @ServerResponseFilter
    public void count(ContainerResponseContext response, UriInfo uri) {
        if (response.getEntity() instanceof Data<?> data && data.data() instanceof HeartbeatReply reply) {
            heartbeats(reply.lostTaskIds().isEmpty() ? "kept" : "lost").increment();
        } else if (response.getStatus() == CONFLICT
                && response.getEntity() instanceof Problem problem
                && STALE.contains(problem.code())) {
            String path = uri.getPath();
            String call = path.substring(path.lastIndexOf('/') + 1);
            stale(CALLS.contains(call) ? call : "other", problem.code()).increment();
        }
    }

    private Counter stale(String call, String code) {
        return Counter.builder("paddock.stale.results")
                .description("Calls refused because their task was no longer the caller's, by call and code")
                .tag("call", call)
                .tag("code", code)
                .register(meters);
    }

    private Counter heartbeats(String leases) {
        return Counter.builder("paddock.heartbeats")
                .description("Heartbeats accepted, by whether all leases they named were kept")
                .tag("leases", leases)
                .register(meters);
    }
}
