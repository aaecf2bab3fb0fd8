package dev.paddock.controlplane;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Map;

/// What callers do with the report of a build that was uploaded for it.
final class ReportCalls {

    private static final String BUILD = "audited";

    private ReportCalls() {}

    static Response generate(RequestSpecification caller) {
        return caller.body(Map.of("buildId", BUILD)).post(TestBuilds.reports(TestBuilds.uploaded(BUILD)));
    }

    static Response delete(RequestSpecification caller) {
        return caller.delete(TestBuilds.reports(TestBuilds.uploaded(BUILD)) + "/" + BUILD);
    }
}
