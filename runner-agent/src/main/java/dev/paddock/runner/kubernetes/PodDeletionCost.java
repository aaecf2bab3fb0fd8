package dev.paddock.runner.kubernetes;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jboss.logging.Logger;

/// Tells Kubernetes how many tasks this pod has in work, as the pod's deletion cost: when a Deployment shrinks, the
/// pods
/// with the lowest go first. Nobody waits for it, and a cluster that does not take it costs the agent nothing.
public final class PodDeletionCost implements IntConsumer, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(PodDeletionCost.class);
    private static final String ANNOTATION = "controller.kubernetes.io/pod-deletion-cost";
    private static final Duration CALL = Duration.ofSeconds(5);

    /// How long after one that failed the next call is made.
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final ServiceAccount account;
    private final HttpClient http;
    private final URI pod;
    private final Thread teller;
    private final BlockingQueue<Integer> numbers = new LinkedBlockingQueue<>();
    private boolean failed;

    /// Begins to tell, with the first number.
    PodDeletionCost(ServiceAccount account, HttpClient http, String pod) throws IOException {
        this.account = account;
        this.http = http;
        this.pod = account.pod(pod);
        this.teller = Thread.ofVirtual().name("deletion-cost").start(this::tell);
    }

    /// For the pod of this name, which is this one. Throws with a sentence when the pod may not call Kubernetes' API.
    public static PodDeletionCost of(String pod, Map<String, String> environment) throws IOException {
        ServiceAccount account = ServiceAccount.ofThisPod(environment);
        return new PodDeletionCost(account, account.client(), pod);
    }

    @Override
    public void accept(int tasks) {
        numbers.add(tasks);
    }

    @Override
    public void close() {
        teller.interrupt();
        http.shutdownNow();
    }

    private void tell() {
        try {
            while (true) {
                int next = newest(numbers.take());
                while (!isTaken(next)) {
                    Integer newer = numbers.poll(AGAIN.toMillis(), TimeUnit.MILLISECONDS);
                    next = newest(newer == null ? next : newer);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("the agent ends");
        }
    }

    /// What is in work now; numbers before that interest nobody.
    private int newest(int taken) {
        int last = taken;
        for (Integer newer = numbers.poll(); newer != null; newer = numbers.poll()) {
            last = newer;
        }
        return last;
    }

    private boolean isTaken(int number) throws InterruptedException {
        try {
            HttpResponse<String> reply = http.send(
                    HttpRequest.newBuilder(pod)
                            .timeout(CALL)
                            .header("Authorization", "Bearer " + account.token())
                            .header("Content-Type", "application/merge-patch+json")
                            .method("PATCH", HttpRequest.BodyPublishers.ofString("""
                                    {"metadata":{"annotations":{"%s":"%d"}}}""".formatted(ANNOTATION, number)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (reply.statusCode() == 200) {
                failed = false;
                return true;
            }
            warn("answered " + reply.statusCode());
        } catch (IOException e) {
            warn(e.toString());
        }
        return false;
    }

    /// Once, until it works again.
    private void warn(String why) {
        if (!failed) {
            LOG.warnf(
                    "Kubernetes was not told what this pod has in work, so it may be deleted before idle ones: %s",
                    why);
        }
        failed = true;
    }
}
