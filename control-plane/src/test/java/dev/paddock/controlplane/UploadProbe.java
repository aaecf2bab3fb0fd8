package dev.paddock.controlplane;

import dev.paddock.controlplane.access.Caller;
import dev.paddock.controlplane.access.Permission;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.Map;

/// An endpoint under `/api/v1`, where client credentials count.
@Path("/api/v1/probe")
@RunOnVirtualThread
public class UploadProbe {

    private final Caller caller;

    UploadProbe(Caller caller) {
        this.caller = caller;
    }

    @GET
    @PermissionsAllowed(Permission.UPLOAD)
    public Map<String, String> get() {
        return Map.of("caller", caller.keyId());
    }
}
