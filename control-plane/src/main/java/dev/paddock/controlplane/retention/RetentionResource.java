package dev.paddock.controlplane.retention;

import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.audit.AuditNotes;
import dev.paddock.controlplane.audit.Audited;
import dev.paddock.controlplane.http.Parameters;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.problem.Problem.FieldError;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `/api/settings/retention`: how long builds, reports and logs are kept, and what was deleted.
@Path("/api/settings/retention")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class RetentionResource {

    private static final int MOST_RUNS = 50;
    // A hundred years, and one.
    private static final int MOST_DAYS = 36_500;
    private static final int MOST_HOURS = 8760;

    private final RetentionStore store;

    RetentionResource(RetentionStore store) {
        this.store = store;
    }

    /// The body of a change, all of it.
    public record RetentionWanted(
            @Nullable Integer retentionDays,

            @Nullable Integer intervalHours,

            @Nullable Boolean dryRun) {

        RetentionSettings checked() {
            List<FieldError> errors = new ArrayList<>();
            int days = number("retentionDays", retentionDays, MOST_DAYS, errors);
            int hours = number("intervalHours", intervalHours, MOST_HOURS, errors);
            if (dryRun == null) {
                errors.add(new FieldError("dryRun", "must be true or false"));
            }
            if (!errors.isEmpty()) {
                throw ProblemException.invalid(errors);
            }
            return new RetentionSettings(days, hours, Boolean.TRUE.equals(dryRun));
        }

        private static int number(String name, @Nullable Integer number, int most, List<FieldError> errors) {
            if (number == null || number < 1 || number > most) {
                errors.add(new FieldError(name, "must be a number from 1 to " + most));
                return 0;
            }
            return number;
        }
    }

    /// How long things are kept.
    @GET
    @PermissionsAllowed(Permission.SETTINGS)
    public RetentionSettings get() {
        return store.settings();
    }

    /// 204; it counts from the next sweep.
    @PUT
    @PermissionsAllowed(Permission.SETTINGS)
    @Audited("retention.update")
    @Consumes(MediaType.APPLICATION_JSON)
    public void put(@Nullable RetentionWanted body) {
        RetentionSettings settings = (body == null ? new RetentionWanted(null, null, null) : body).checked();
        store.change(settings);
        AuditNotes.about("retention");
        AuditNotes.note("retentionDays", settings.retentionDays());
        AuditNotes.note("intervalHours", settings.intervalHours());
        AuditNotes.note("dryRun", settings.dryRun());
    }

    /// The sweeps that ended last, the newest first. Five are kept.
    @GET
    @Path("/runs")
    @PermissionsAllowed(Permission.SETTINGS)
    public List<SweepRecord> runs(@QueryParam("limit") @DefaultValue("5") String limit) {
        return store.list(Parameters.number("limit", limit, 1, MOST_RUNS));
    }
}
