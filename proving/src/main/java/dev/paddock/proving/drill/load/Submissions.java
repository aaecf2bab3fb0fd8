package dev.paddock.proving.drill.load;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// Submits runs as a careful client does: with a key of its own each, again and again, at either replica, until one
/// is accepted. Thread-safe.
public final class Submissions {

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int CONFLICT = 409;
    private static final int UNAVAILABLE = 503;

    private final Api api;
    private final List<URI> replicas;
    private final Promises promises;
    private final Consumer<String> complaints;
    private final AtomicLong numbers = new AtomicLong();

    /// @param complaints of answers that no correct submission should get
    public Submissions(Api api, List<URI> replicas, Promises promises, Consumer<String> complaints) {
        this.api = api;
        this.replicas = List.copyOf(replicas);
        this.promises = promises;
        this.complaints = complaints;
    }

    /// Submits until accepted; the run's id. Each submission has a branch of its own, so that a run made twice shows.
    ///
    /// @param branch of the submission's number
    /// @param rest of the body
    public String submit(Map<String, ?> rest, LongFunction<String> branch) throws InterruptedException {
        long number = numbers.incrementAndGet();
        Map<String, Object> body = new TreeMap<>(rest);
        body.put("branch", branch.apply(number));
        for (int turn = (int) number; ; turn++) {
            Api.@Nullable Answer answer = attempt(turn, "/v1/runs", body, "drill-" + number);
            if (answer != null && answer.isOk()) {
                promises.accepted(answer.text("id"));
                return answer.text("id");
            }
            if (answer != null && answer.status() != UNAVAILABLE && answer.status() != CONFLICT) {
                complaints.accept("a submission was answered with " + answer.status() + ": " + answer.body());
                throw new IllegalStateException("submissions are refused: " + answer.body());
            }
            Thread.sleep(PAUSE);
        }
    }

    /// Cancels until there is an answer; whether the run was cancelled, and not ended before.
    public boolean cancel(String run) throws InterruptedException {
        for (int turn = 0; ; turn++) {
            Api.@Nullable Answer answer = attempt(turn, "/v1/runs/" + run + "/cancel", Map.of(), null);
            if (answer != null && answer.isOk()) {
                promises.cancelled(run);
                return true;
            }
            if (answer != null && answer.status() == CONFLICT) {
                return false;
            }
            if (answer != null && answer.status() != UNAVAILABLE) {
                complaints.accept("cancelling " + run + " was answered with " + answer.status());
                return false;
            }
            Thread.sleep(PAUSE);
        }
    }

    private Api.@Nullable Answer attempt(int turn, String path, Map<String, ?> body, @Nullable String key)
            throws InterruptedException {
        try {
            return api.post(replicas.get(Math.floorMod(turn, replicas.size())), path, body, key);
        } catch (IOException e) {
            // Nobody knows whether it arrived: the key makes a repeat safe.
            return null;
        }
    }
}
