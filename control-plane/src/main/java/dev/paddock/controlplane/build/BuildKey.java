package dev.paddock.controlplane.build;

import dev.paddock.controlplane.http.PublicUrl;

/// How a build is named: by its environment, its project, and the uploader's own word.
public record BuildKey(String environment, String project, String build) {

    /// The absolute link to its report.
    public String reportUrl(PublicUrl url) {
        return url.link(reportPath());
    }

    /// Where its report is on this server.
    public String reportPath() {
        return "/reports/" + this + "/index.html";
    }

    /// As in paths.
    @Override
    public String toString() {
        return environment + "/" + project + "/" + build;
    }
}
