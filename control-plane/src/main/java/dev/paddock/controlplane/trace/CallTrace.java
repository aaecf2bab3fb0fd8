package dev.paddock.controlplane.trace;

import io.quarkus.arc.Arc;
import io.quarkus.arc.ArcContainer;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/// The trace of a call where nobody records spans: read from its header when somebody asks for it, so that it costs
/// nothing to the calls where nobody does.
final class CallTrace {

    private static final String KEPT = "paddock.trace";

    private CallTrace() {}

    /// Empty outside of calls.
    static Optional<TraceContext> current() {
        ArcContainer beans = Arc.container();
        if (beans == null || !beans.requestContext().isActive()) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                        beans.instance(CurrentVertxRequest.class).get().getCurrent())
                .map(CallTrace::of);
    }

    private static TraceContext of(RoutingContext call) {
        TraceContext kept = call.get(KEPT);
        if (kept != null) {
            return kept;
        }
        TraceContext read = TraceContext.parse(call.request().getHeader(TraceContext.HEADER))
                .orElseGet(TraceContext::random);
        call.put(KEPT, read);
        return read;
    }
}
