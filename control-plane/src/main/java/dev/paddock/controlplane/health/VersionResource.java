package dev.paddock.controlplane.health;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/// `GET /api/version`, which takes no credentials.
@Path("/api/version")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class VersionResource {

    private final Release release;

    VersionResource(Release release) {
        this.release = release;
    }

    /// The program.
    ///
    /// @param goVersion always empty; clients of other report servers look for it
    public record Version(String version, String buildTime, String javaVersion, String goVersion) {}

    /// Which program serves.
    @GET
    @PermitAll
    public Version get() {
        return new Version(
                release.version(), release.builtAt(), Runtime.version().toString(), "");
    }
}
