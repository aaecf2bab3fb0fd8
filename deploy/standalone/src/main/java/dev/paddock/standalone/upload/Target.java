package dev.paddock.standalone.upload;

import dev.paddock.standalone.client.Query;

/// What results are sent to.
record Target(String environment, String project, String build) {

    /// Where the project is: `/api/environments/…/projects/…`.
    String path() {
        return "/api/environments/" + Query.encoded(environment) + "/projects/" + Query.encoded(project);
    }

    @Override
    public String toString() {
        return environment + "/" + project + "/" + build;
    }
}
