package dev.paddock.controlplane.audit;

import dev.paddock.controlplane.access.Caller;
import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.refusal.ClientAddress;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;

/// Says who makes the call being answered.
@Singleton
public class Origins {

    private final Caller caller;
    private final ClientAddress addresses;
    private final HttpServerRequest request;

    /// `request` stands for that of each call.
    Origins(Caller caller, ClientAddress addresses, HttpServerRequest request) {
        this.caller = caller;
        this.addresses = addresses;
        this.request = request;
    }

    /// The caller and its address.
    public Origin current() {
        return new Origin(caller.keyId(), addresses.of(request));
    }

    /// Whether the caller is a runner and nothing else: its calls are kept by the ledger and the events.
    boolean isRunner() {
        return !caller.may(Permission.VIEW) && (caller.may(Permission.TASK) || caller.may(Permission.TASK_CALL));
    }
}
