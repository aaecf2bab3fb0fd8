package dev.paddock.controlplane.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Server;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a result must look like to be taken: nothing is green because something was misspelt.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class ResultFormTest {

    private final String lane = Server.lane();
    private String runner = "";
    private String run = "";
    private String task = "";

    @BeforeEach
    void claim() {
        runner = Server.register(lane, 1);
        run = Server.submit(lane);
        task = Server.claim(runner);
    }

    private void isRefused(Map<String, ?> file, String field) {
        Map<String, Object> result = new HashMap<>(Server.review(runner, "info"));
        result.put("files", List.of(file));
        Server.result(task, result)
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid_value"))
                .body("errors[0].field", equalTo(field));
    }

    private static Map<String, Object> file(Map<String, ?>... comments) {
        return new HashMap<>(Map.of("path", "src/A.java", "status", "reviewed", "comments", Arrays.asList(comments)));
    }

    private static Map<String, Object> comment() {
        return new HashMap<>(Map.of("line", 3, "severity", "error", "type", "Rule", "message", "Handle it"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a", "/etc/passwd", "a/../../b", "a//b", "./a", "a/", "", "/"})
    void aPathThatNoCommitHoldsIsRefused(String path) {
        Map<String, Object> file = file();
        file.put("path", path);

        isRefused(file, "files[0].path");
    }

    @ParameterizedTest
    @ValueSource(strings = {"path", "status"})
    void aFileWithoutOneOfItsMembersIsRefused(String member) {
        Map<String, Object> file = file();
        file.remove(member);

        isRefused(file, "files[0]");
    }

    @Test
    void aFileThatSaysNothingOfItsCommentsIsRefused() {
        Map<String, Object> file = file();
        file.put("findings", file.remove("comments"));
        isRefused(file, "files[0].comments");
        file.put("comments", null);
        isRefused(file, "files[0].comments");
    }

    @ParameterizedTest
    @ValueSource(strings = {"line", "severity", "type", "message"})
    void aCommentWithoutOneOfItsMembersIsRefused(String member) {
        Map<String, Object> comment = comment();
        comment.remove(member);
        isRefused(file(comment(), comment), "files[0].comments[1]." + member);
        comment.put(member, null);
        isRefused(file(comment(), comment), "files[0].comments[1]." + member);
    }

    @Test
    void aCommentThatSaysNothingOrStandsNowhereIsRefused() {
        for (Map.Entry<String, ?> wrong : List.of(
                Map.entry("type", " "),
                Map.entry("message", ""),
                Map.entry("line", -1),
                Map.entry("line", "3"),
                Map.entry("endLine", -5),
                Map.entry("endLine", 2))) {
            Map<String, Object> comment = comment();
            comment.put(wrong.getKey(), wrong.getValue());
            isRefused(file(comment), "files[0].comments[0]." + wrong.getKey());
        }
    }

    /// What was refused ends nothing: the task is still the runner's.
    @Test
    void aResultOfSkippedFilesHasNothingToReview() {
        Map<String, Object> image = file();
        image.put("status", "skipped");
        image.put("path", "../logo.png");
        isRefused(image, "files[0].path");
        image.put("path", "logo.png");
        Map<String, Object> result = new HashMap<>(Server.review(runner, "info"));
        result.put("files", List.of(image));
        result.put("totalComments", 0);

        Server.result(task, result).then().statusCode(200).body("data.runStatus", equalTo("success"));

        gate(run, "nothing_to_review");
    }

    @Test
    void oneReviewedFileIsAReview() {
        Map<String, Object> image = file();
        image.put("status", "skipped");
        image.put("path", "logo.png");
        Map<String, Object> result = new HashMap<>(Server.review(runner, "info"));
        result.put("files", List.of(image, file()));
        result.put("totalComments", 0);

        Server.result(task, result).then().statusCode(200);

        gate(run, null);
    }

    @Test
    void aSkippedFileWithAFindingIsNotNothing() {
        Map<String, Object> comment = comment();
        comment.put("severity", "info");
        Map<String, Object> image = file(comment);
        image.put("status", "skipped");
        Map<String, Object> result = new HashMap<>(Server.review(runner, "info"));
        result.put("files", List.of(image));

        Server.result(task, result).then().statusCode(200);

        gate(run, null);
    }

    @Test
    void theMessageOfACommitEndsWithItsLastLine() {
        Map<String, Object> result = new HashMap<>(Server.review(runner, "info"));
        result.put("commit", Map.of("sha", Server.COMMIT, "message", "Change A\n\nIt was B.\r\n\n"));

        Server.result(task, result).then().statusCode(200);

        assertThat(Server.run(run).getString("commit.message")).isEqualTo("Change A\n\nIt was B.");
        Server.result(task, result).then().statusCode(200);
    }

    private static void gate(String run, @Nullable String reason) {
        Server.admin()
                .get("/external/integration/cicd/runs/" + run)
                .then()
                .body("status", equalTo("passed"))
                .body("reason", equalTo(reason));
    }
}
