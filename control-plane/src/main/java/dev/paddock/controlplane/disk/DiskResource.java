package dev.paddock.controlplane.disk;

import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.audit.AuditNotes;
import dev.paddock.controlplane.audit.Audited;
import dev.paddock.controlplane.http.ProblemException;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// `/api/settings/disk`: how much is stored, and when those who manage are told that the disk fills up.
@Path("/api/settings/disk")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class DiskResource {

    private static final int MOST = 100;

    private final DiskUsage usage;
    private final AlarmStore alarm;

    DiskResource(DiskUsage usage, AlarmStore alarm) {
        this.usage = usage;
        this.alarm = alarm;
    }

    /// @param thresholdPercent how full the disk is when those who manage are told
    public record Threshold(int thresholdPercent) {}

    /// The body of a change.
    public record ThresholdWanted(@Nullable Integer thresholdPercent) {}

    /// How much is stored, as it was a minute ago at most.
    @GET
    @PermissionsAllowed(Permission.SETTINGS)
    public DiskView get() throws IOException {
        return usage.get();
    }

    /// How full the disk is when those who manage are told.
    @GET
    @Path("/notification-threshold")
    @PermissionsAllowed(Permission.SETTINGS)
    public Threshold threshold() {
        return new Threshold(alarm.threshold());
    }

    /// 204; it counts from the next look at the disk, a minute later at most.
    @PUT
    @Path("/notification-threshold")
    @PermissionsAllowed(Permission.SETTINGS)
    @Audited("disk.threshold")
    @Consumes(MediaType.APPLICATION_JSON)
    public void setThreshold(@Nullable ThresholdWanted body) {
        Integer percent = body == null ? null : body.thresholdPercent();
        if (percent == null || percent < 0 || percent > MOST) {
            throw ProblemException.invalid("thresholdPercent", "must be a number from 0 to " + MOST);
        }
        alarm.setThreshold(percent);
        AuditNotes.about("disk");
        AuditNotes.note("thresholdPercent", percent);
    }
}
