package dev.paddock.proving.drill.load;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// Clients that go on whatever happens: each submits a run, waits for its end as CI does, and submits the next. So the
/// load is what the machine can do, and never more than so many runs.
public final class Load implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(400);
    private static final int LONGEST_DELAY = 1000;

    private final List<Thread> clients;

    private Load(List<Thread> clients) {
        this.clients = clients;
    }

    /// One submission: returns the run's id once it is accepted.
    public interface Submission {
        String submit() throws InterruptedException;
    }

    /// How much of it.
    ///
    /// @param pause of a client between two runs
    /// @param cancelled one run in so many is cancelled; 0 = none
    public record Rate(int clients, Duration pause, int cancelled) {}

    /// Where clients look for the end of their runs.
    public record Place(Api api, List<URI> replicas, Submissions submissions) {}

    /// Begins.
    public static Load start(Rate rate, Submission submission, Place place, long seed) {
        return new Load(IntStream.range(0, rate.clients())
                .mapToObj(number -> {
                    var random = new Random(seed + number);
                    return Thread.ofVirtual().start(() -> client(rate, submission, place, random));
                })
                .toList());
    }

    private static void client(Rate rate, Submission submission, Place place, Random random) {
        try {
            while (true) {
                String run = submission.submit();
                if (rate.cancelled() > 0 && random.nextInt(rate.cancelled()) == 0) {
                    Thread.sleep(random.nextInt(LONGEST_DELAY));
                    place.submissions().cancel(run);
                }
                URI replica =
                        place.replicas().get(random.nextInt(place.replicas().size()));
                while (!isEnded(place.api(), replica, run)) {
                    Thread.sleep(LOOK);
                }
                Thread.sleep(rate.pause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IllegalStateException e) {
            // A submission was refused; that was told as a complaint already.
        }
    }

    private static boolean isEnded(Api api, URI replica, String run) throws InterruptedException {
        try {
            Api.Answer answer = api.get(replica, "/v1/runs/" + run);
            return answer.isOk() && !List.of("queued", "running").contains(answer.text("status"));
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        clients.forEach(Thread::interrupt);
    }
}
