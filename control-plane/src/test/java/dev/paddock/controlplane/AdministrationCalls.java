package dev.paddock.controlplane;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Map;

/// Settings of the server, set to what they are without being set.
public final class AdministrationCalls {

    private AdministrationCalls() {}

    public static Response allure(RequestSpecification caller) {
        return caller.body(Map.of("version", "3.18.0")).put("/api/settings/allure");
    }

    public static Response threshold(RequestSpecification caller) {
        return caller.body(Map.of("thresholdPercent", 85)).put("/api/settings/disk/notification-threshold");
    }

    public static Response retention(RequestSpecification caller) {
        return retention(caller, false);
    }

    public static Response retention(RequestSpecification caller, boolean dryRun) {
        return caller.body(Map.of("retentionDays", 90, "intervalHours", 6, "dryRun", dryRun))
                .put("/api/settings/retention");
    }
}
