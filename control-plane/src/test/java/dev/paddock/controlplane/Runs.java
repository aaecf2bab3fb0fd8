package dev.paddock.controlplane;

import io.restassured.response.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Runs of one repository that no other test uses, in whatever state a test needs them.
public final class Runs {

    private final String lane = Server.lane();
    private final String url = "https://example.com/team/repo-" + UUID.randomUUID();
    private final String agent;
    private @Nullable String runner;

    public Runs() {
        this("code-reviewer");
    }

    Runs(String agent) {
        this.agent = agent;
    }

    public String repository() {
        return Server.admin()
                .body(Map.of("clone_url", url))
                .post("/v1/repositories")
                .then()
                .extract()
                .path("id");
    }

    public String queued(Map<String, ?> more) {
        Map<String, Object> body = new HashMap<>(Map.of(
                "agent_id",
                agent,
                "repository",
                url,
                "commit",
                Server.COMMIT,
                "branch",
                "main",
                "tags",
                List.of(lane)));
        body.putAll(more);
        return Server.submit(body);
    }

    /// A run of the document's pull request.
    public String ofPullRequest(int number) {
        return queued(Map.of(
                "trigger",
                Map.of("type", "pull_request", "event", "opened"),
                "pull_request",
                Map.of(
                        "number",
                        number,
                        "title",
                        "Add user authentication",
                        "author",
                        "developer",
                        "url",
                        "https://github.com/owner/repo/pull/" + number)));
    }

    /// Lets the queued run be reviewed, with one finding of this severity.
    public String reviewed(String run, String severity) {
        Server.result(claim(), Server.review(runner(), severity)).then().statusCode(200);
        return run;
    }

    /// Lets the queued run end without a review.
    public String failed(String run, String reason) {
        Server.result(claim(), Server.failure(runner(), reason)).then().statusCode(200);
        return run;
    }

    public String cancelled(String run) {
        Server.admin().post("/v1/runs/" + run + "/cancel").then().statusCode(200);
        return run;
    }

    /// Claims the queued run; returns its task.
    public String claim() {
        return Server.claim(runner());
    }

    public Response result(String task, Map<String, ?> result) {
        return Server.result(task, result);
    }

    /// Registered when it is needed: a test may be made before there is a server to talk to.
    public String runner() {
        if (runner == null) {
            runner = Server.register(lane, 10);
        }
        return runner;
    }
}
