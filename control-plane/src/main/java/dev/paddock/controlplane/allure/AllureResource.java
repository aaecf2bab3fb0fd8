package dev.paddock.controlplane.allure;

import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.audit.AuditLog;
import dev.paddock.controlplane.audit.Audited;
import dev.paddock.controlplane.audit.Origins;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.problem.ProblemCode;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `/api/settings/allure`: which version of Allure makes the reports.
@Path("/api/settings/allure")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class AllureResource {

    private final AllureTool tool;
    private final VersionStore versions;
    private final LatestVersion latest;
    private final AuditLog audit;
    private final Origins origins;

    AllureResource(AllureTool tool, VersionStore versions, LatestVersion latest, AuditLog audit, Origins origins) {
        this.tool = tool;
        this.versions = versions;
        this.latest = latest;
        this.audit = audit;
        this.origins = origins;
    }

    /// @param version the one that makes reports
    /// @param latest the newest one; an empty text when the registry does not answer
    public record Versions(String version, String latest) {}

    /// The body of a change.
    public record Wanted(@Nullable String version) {}

    /// Which version makes the reports, and which is the newest.
    @GET
    @PermissionsAllowed(Permission.SETTINGS)
    public Versions get() {
        return new Versions(versions.chosen().text(), latest.get());
    }

    /// 200 when the version is installed here; from then on every report is made with it, and a replica that does not
    /// have it installs it before its next one. 400 for what is no released version, 500 with what npm said when it
    /// cannot be installed; then nothing is changed.
    @PUT
    @PermissionsAllowed(Permission.SETTINGS)
    @Audited(value = "allure.install", byUseCase = true)
    @Consumes(MediaType.APPLICATION_JSON)
    public Versions put(@Nullable Wanted body) throws InterruptedException {
        AllureVersion version = Optional.ofNullable(body)
                .map(Wanted::version)
                .flatMap(AllureVersion::parse)
                .orElseThrow(() ->
                        ProblemException.invalid("version", "must be a released version of three numbers, as 3.18.0"));
        switch (tool.require(version)) {
            case AllureTool.Found.Ready ready -> {}
            case AllureTool.Found.Missing(String reason) -> throw notInstalled(version, reason);
            case AllureTool.Found.NotNow(String reason) -> throw notInstalled(version, reason);
        }
        audit.record(
                () -> {
                    versions.choose(version);
                    return Optional.of(version);
                },
                chosen -> AuditLog.Entry.of(origins.current(), "allure.install", chosen.text(), Map.of()));
        return get();
    }

    private static ProblemException notInstalled(AllureVersion version, String reason) {
        return new ProblemException(
                ProblemCode.ALLURE_NOT_INSTALLED, "Allure " + version + " could not be installed: " + reason);
    }
}
