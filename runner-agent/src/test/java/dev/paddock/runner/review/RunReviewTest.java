package dev.paddock.runner.review;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.run.FailureReason;
import dev.paddock.model.task.ReviewInput;
import dev.paddock.model.task.RunnerTask;
import dev.paddock.runner.container.ReviewContainers.Exit;
import dev.paddock.runner.fake.FakeControlPlane.Answer;
import dev.paddock.runner.fake.Json;
import dev.paddock.runner.fake.Scene;
import dev.paddock.runner.fake.Tasks;
import dev.paddock.runner.review.Cancellation.Cause;
import dev.paddock.runner.workspace.Fetch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RunReviewTest {

    @TempDir
    Path folder;

    private Scene scene;

    @BeforeEach
    void open() {
        scene = new Scene(folder);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void theStoryIsToldInOrderAndTheResultIsSentLast() throws Exception {
        scene.containers().prints("hello");

        Outcome outcome = review(Tasks.task("t1")).run();

        assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
        assertThat(scene.journal().entries().stream().filter(entry -> !entry.equals("logs")))
                .containsExactly(
                        "status preparing",
                        "status cloning",
                        "fetched",
                        "status reviewing",
                        "container started",
                        "status submitting",
                        "container closed",
                        "result success");
        assertThat(scene.journal().entries().lastIndexOf("logs"))
                .isBetween(0, scene.journal().entries().indexOf("container closed"));
        assertThat(filesLeft()).isEmpty();
    }

    @Test
    void aServerThatRepeatsItsCredentialDoesNotGetItIntoTheResult() throws Exception {
        scene.fetches(request -> new Fetch.Refused(FailureReason.SOURCE_REFUSED, "no, not with s3cret-of-a-test"));

        review(Tasks.task("t1", "Bearer s3cret-of-a-test", 1800)).run();

        JsonNode result = scene.server().requests("result").getFirst().body();
        assertThat(result.path("error").asText()).isEqualTo("no, not with ***");
    }

    @Test
    void theResultSaysWhatWasFoundAndHowLongItTook() throws Exception {
        review(Tasks.task("t1")).run();

        JsonNode result = scene.server().requests("result").getFirst().body();
        assertThat(result.path("runnerId").asText()).isEqualTo("r1");
        assertThat(result.path("totalComments").asInt()).isEqualTo(1);
        assertThat(result.at("/files/0/comments/0/message").asText()).isEqualTo("first");
        assertThat(result.at("/commit/sha").asText()).isEqualTo(Tasks.SHA);
        assertThat(result.at("/metrics/filesReviewed").asInt()).isEqualTo(1);
        assertThat(result.at("/metrics/linesAnalyzed").asInt()).isEqualTo(12);
        assertThat(result.at("/metrics/cloneMs").isNumber()).isTrue();
        assertThat(result.at("/metrics/reviewMs").isNumber()).isTrue();
        assertThat(result.at("/metrics/tokens/input").asInt(-1)).isZero();
        assertThat(scene.server().requests("result").getFirst().header("traceparent"))
                .startsWith("00-0af7651916cd43dd8448eb211c80319c");
    }

    @Test
    void theReviewerGetsItsInputAndAnEmptyOutFolder() throws Exception {
        scene.judges((task, workspace, exit, warnings) -> {
            ReviewInput input = read(workspace.taskFile());
            assertThat(input.taskId()).isEqualTo("t1");
            assertThat(input.config()).containsEntry("review_style", "balanced");
            assertThat(workspace.out()).isEmptyDirectory();
            return new ReviewJudge.Reviewed(List.of(), 0);
        });

        assertThat(review(Tasks.task("t1")).run()).isInstanceOf(Outcome.Delivered.class);
        assertThat(scene.containers().specs().getFirst().timeout())
                .isBetween(Duration.ofMinutes(29), Duration.ofMinutes(30));
    }

    @Test
    void theLogSaysWhatRunsAndHidesSecrets() throws Exception {
        scene.containers().prints("the key is " + Scene.KEY, "{\"level\": \"warn\", \"message\": \"token-of-t1\"}");

        review(Tasks.task("t1")).run();

        List<String> messages = scene.server().logLines().stream()
                .map(line -> line.path("message").asText())
                .toList();
        assertThat(messages)
                .contains("reviewers of a test", "no model is configured", "a note", "the key is ***", "***");
    }

    @Test
    void nothingRunsBeforeTheClaimIsConfirmed() throws Exception {
        scene.server().on("status", request -> Answer.problem(ProblemCode.LEASE_LOST));

        assertThat(review(Tasks.task("t1")).run()).isInstanceOf(Outcome.Dropped.class);
        assertThat(scene.journal().entries()).containsExactly("status preparing -> 409");
    }

    @Test
    void aServerInTroubleIsAskedToConfirmAgain() throws Exception {
        scene.server().next("status", 2, Answer.problem(ProblemCode.UNAVAILABLE));

        assertThat(review(Tasks.task("t1")).run()).isInstanceOf(Outcome.Delivered.class);
        assertThat(scene.journal().count("status preparing -> 503")).isEqualTo(2);
    }

    @Test
    void aRefusedFetchIsReportedWithItsReasonAndStartsNothing() throws Exception {
        scene.fetches(request -> new Fetch.Refused(FailureReason.SOURCE_UNAVAILABLE, "The host is away."));

        review(Tasks.task("t1")).run();

        JsonNode result = scene.server().requests("result").getFirst().body();
        assertThat(result.path("status").asText()).isEqualTo("failed");
        assertThat(result.path("reason").asText()).isEqualTo("source_unavailable");
        assertThat(result.path("error").asText()).isEqualTo("The host is away.");
        assertThat(scene.journal().has("container started")).isFalse();
    }

    @Test
    void aBrokenRunnerSaysSoAndTheRunGoesElsewhere() throws Exception {
        scene.judges((task, workspace, exit, warnings) -> {
            throw new IllegalStateException("disk full");
        });

        review(Tasks.task("t1")).run();

        JsonNode result = scene.server().requests("result").getFirst().body();
        assertThat(result.path("reason").asText()).isEqualTo("sandbox_failed");
        assertThat(result.path("error").asText()).contains("disk full");
        assertThat(scene.journal().entries()).endsWith("result failed").contains("container closed");
        assertThat(filesLeft()).isEmpty();
    }

    @Test
    void theResultIsSentUntilItIsTaken() throws Exception {
        scene.server().next("result", 3, Answer.problem(ProblemCode.UNAVAILABLE));

        assertThat(review(Tasks.task("t1")).run()).isInstanceOf(Outcome.Delivered.class);
        assertThat(scene.journal().count("result success -> 503")).isEqualTo(3);
        assertThat(scene.journal().count("result success")).isEqualTo(1);
    }

    @Test
    void aResultThatCameTooLateIsDropped() throws Exception {
        scene.server().on("result", request -> Answer.problem(ProblemCode.LEASE_LOST));

        assertThat(review(Tasks.task("t1")).run()).isInstanceOf(Outcome.Dropped.class);
        assertThat(scene.server().requests("result")).hasSize(1);
    }

    @Test
    void aResultThatCannotBeTakenIsReplacedByOneThatSaysSo() throws Exception {
        scene.server().next("result", 1, Answer.problem(ProblemCode.TOO_LARGE));

        assertThat(review(Tasks.task("t1")).run()).isInstanceOf(Outcome.Delivered.class);
        assertThat(scene.journal().entries()).endsWith("result success -> 413", "result failed");
    }

    @Test
    void aResultIsGivenUpWhenTheLeaseIsCertainlyGone() throws Exception {
        scene.server().on("result", request -> {
            scene.passes(Duration.ofSeconds(71));
            return Answer.problem(ProblemCode.UNAVAILABLE);
        });

        assertThat(review(Tasks.task("t1")).run()).isInstanceOf(Outcome.Dropped.class);
        assertThat(scene.server().requests("result")).hasSize(1);
    }

    @Test
    void aReviewThatTakesTooLongIsKilledAndReported() throws Exception {
        scene.containers().hold();
        RunReview review = review(Tasks.task("t1", null, 30));
        CompletableFuture<Outcome> outcome = inBackground(review);
        scene.journal().await("container started");
        review.checkTime();
        assertThat(outcome).isNotDone();

        scene.passes(Duration.ofSeconds(30));
        review.checkTime();

        assertThat(outcome.get()).isInstanceOf(Outcome.Delivered.class);
        JsonNode result = scene.server().requests("result").getFirst().body();
        assertThat(result.path("reason").asText()).isEqualTo("timeout");
        assertThat(result.path("error").asText()).contains("30 s");
        assertThat(scene.journal().entries())
                .containsSubsequence("container stopped after 0 s", "container closed", "result failed");
    }

    @Test
    void aContainerThatEndedAtItsLimitIsATimeout() throws Exception {
        scene.containers().end(new Exit.TimedOut(Duration.ofSeconds(1)));

        review(Tasks.task("t1")).run();

        assertThat(scene.server()
                        .requests("result")
                        .getFirst()
                        .body()
                        .path("reason")
                        .asText())
                .isEqualTo("timeout");
    }

    @Test
    void theFenceFallsTenSecondsBeforeTheLeaseEnds() throws Exception {
        scene.containers().hold();
        RunReview review = review(Tasks.task("t1"));
        CompletableFuture<Outcome> outcome = inBackground(review);
        scene.journal().await("container started");

        scene.passes(Duration.ofSeconds(40));
        review.renewed(scene.clock().millis());
        scene.passes(Duration.ofSeconds(49));
        review.checkTime();
        assertThat(scene.journal().entries()).noneMatch(entry -> entry.startsWith("container stopped"));
        scene.passes(Duration.ofSeconds(1));
        review.checkTime();

        assertThat(outcome.get()).isInstanceOf(Outcome.Dropped.class);
        assertThat(scene.journal().entries())
                .contains("container stopped after 0 s")
                .endsWith("container closed");
        assertThat(filesLeft()).isEmpty();
    }

    @Test
    void aCancelledReviewerGetsItsGraceAndNoResultIsSent() throws Exception {
        scene.containers().hold();
        RunReview review = review(Tasks.task("t1"));
        CompletableFuture<Outcome> outcome = inBackground(review);
        scene.journal().await("container started");

        review.order(Cause.CANCELLED);
        assertThat(outcome.get()).isInstanceOf(Outcome.Dropped.class);
        assertThat(scene.journal().entries()).contains("container stopped after 10 s");
        assertThat(scene.server().requests("result")).isEmpty();
    }

    @Test
    void aLeaseThatALogBatchLearnsToBeLostKillsTheReviewer() throws Exception {
        scene.containers().hold();
        scene.server().on("logs", request -> Answer.problem(ProblemCode.LEASE_LOST));

        assertThat(review(Tasks.task("t1")).run()).isInstanceOf(Outcome.Dropped.class);
        assertThat(scene.journal().entries())
                .contains("container stopped after 0 s")
                .endsWith("container closed");
    }

    @Test
    void anOrderInterruptsTheFetch() throws Exception {
        CountDownLatch fetching = new CountDownLatch(1);
        scene.fetches(request -> {
            fetching.countDown();
            new CountDownLatch(1).await();
            throw new IllegalStateException("never");
        });
        RunReview review = review(Tasks.task("t1"));
        CompletableFuture<Outcome> outcome = inBackground(review);
        assertThat(fetching.await(20, TimeUnit.SECONDS)).isTrue();

        review.order(Cause.LOST);

        assertThat(outcome.get()).isInstanceOf(Outcome.Dropped.class);
        assertThat(scene.journal().has("container started")).isFalse();
    }

    @Test
    void aWorkspaceThatArrivesAfterTheOrderIsDeleted() throws Exception {
        RunReview[] review = new RunReview[1];
        scene.fetches(request -> {
            Fetch fetch = scene.fetched(request.taskId());
            review[0].order(Cause.CANCELLED);
            return fetch;
        });
        review[0] = review(Tasks.task("t1"));

        assertThat(review[0].run()).isInstanceOf(Outcome.Dropped.class);
        assertThat(filesLeft()).isEmpty();
        assertThat(scene.journal().has("container started")).isFalse();
    }

    @Test
    void aStoppedRunnerHandsBackOnlyWhatNoLongerRuns() throws Exception {
        scene.containers().hold();
        RunReview review = review(Tasks.task("t1"));
        CompletableFuture<Outcome> outcome = inBackground(review);
        scene.journal().await("container started");

        review.order(Cause.SHUTDOWN);

        assertThat(outcome.get()).isInstanceOf(Outcome.Returned.class);
        assertThat(scene.journal().entries()).containsSubsequence("container closed", "return");
        assertThat(scene.server()
                        .requests("return")
                        .getFirst()
                        .body()
                        .path("reason")
                        .asText())
                .isEqualTo("the runner was stopped");
    }

    private RunReview review(RunnerTask task) {
        return new RunReview(scene.tools(), task, Duration.ofSeconds(60));
    }

    private static CompletableFuture<Outcome> inBackground(RunReview review) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return review.run();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                Executors.newVirtualThreadPerTaskExecutor());
    }

    private static ReviewInput read(Path file) {
        try {
            return Json.MAPPER.readValue(file.toFile(), ReviewInput.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Path> filesLeft() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
