package dev.paddock.controlplane.audit;

import dev.paddock.controlplane.access.Caller;
import dev.paddock.controlplane.access.Permission;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;

/// Says who makes the call being answered.
@Singleton
public class Origins {

    private final Caller caller;
    private final HttpServerRequest request;

    /// `request` stands for that of each call.
    Origins(Caller caller, HttpServerRequest request) {
        this.caller = caller;
        this.request = request;
    }

    /// The caller and its address.
    public Origin current() {
        return new Origin(caller.keyId(), request.remoteAddress().hostAddress());
    }

    /// Whether the caller is a runner and nothing else: its calls are kept by the ledger and the events.
    boolean isRunner() {
        return !caller.may(Permission.VIEW);
    }
}
