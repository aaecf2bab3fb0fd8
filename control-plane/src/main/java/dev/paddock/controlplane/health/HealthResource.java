package dev.paddock.controlplane.health;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.lang.management.ManagementFactory;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/// `GET /api/healthz`, which takes no credentials.
@Path("/api/healthz")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class HealthResource {

    private static final String UP = "up";
    private static final String DOWN = "down";

    private final Dependencies dependencies;
    private final Release release;

    HealthResource(Dependencies dependencies, Release release) {
        this.dependencies = dependencies;
        this.release = release;
    }

    /// That the server serves.
    ///
    /// @param status `ok`, or `degraded` when something that it needs does not answer within a second
    /// @param uptime seconds since its start
    /// @param db PostgreSQL: `up` or `down`
    /// @param kafka `up` or `down`
    public record Health(String status, long uptime, String db, String kafka, String version) {}

    /// 200 while the process serves, within two seconds, whatever else hangs.
    @GET
    @PermitAll
    @APIResponseSchema(Health.class)
    public Response healthz() {
        boolean db = dependencies.hasLedger();
        boolean kafka = dependencies.hasKafka();
        Health health = new Health(
                db && kafka ? "ok" : "degraded",
                ManagementFactory.getRuntimeMXBean().getUptime() / 1000,
                db ? UP : DOWN,
                kafka ? UP : DOWN,
                release.version());
        return Response.ok(health).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }
}
