package dev.paddock.controlplane.delivery;

import dev.paddock.controlplane.outbound.CallFailure;
import dev.paddock.controlplane.outbound.Deadline;
import dev.paddock.controlplane.outbound.Destination;
import dev.paddock.controlplane.outbound.Destinations;
import dev.paddock.controlplane.outbound.PinnedClient;
import dev.paddock.controlplane.outbound.Trust;
import dev.paddock.controlplane.webhook.DeliveryView;
import dev.paddock.controlplane.webhook.WebhookSecrets;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.utils.DateUtils;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/// Makes one attempt: signs a message, sends it to the address that was checked, and reads the beginning of the
/// answer. Whatever the receiver does, it is over in time.
@Singleton
class Attempt {

    private static final int GONE = 410;

    private final Destinations destinations;
    private final WebhookSecrets secrets;
    private final DeliveryConfig config;
    private final InstantSource clock;
    private final Trust trust;

    Attempt(
            Destinations destinations,
            WebhookSecrets secrets,
            DeliveryConfig config,
            InstantSource clock,
            Trust trust) {
        this.destinations = destinations;
        this.secrets = secrets;
        this.config = config;
        this.clock = clock;
        this.trust = trust;
    }

    /// Never throws for what a receiver does. Runs on a virtual thread.
    Outcome of(Due due) {
        Instant at = clock.instant();
        long begun = System.nanoTime();
        return switch (destinations.check(due.url())) {
            case Destination.Refused refused -> failed(at, begun, refused.sentence());
            case Destination.Unreachable unreachable -> failed(at, begun, unreachable.sentence());
            case Destination.Allowed allowed -> send(due, allowed, at, begun);
        };
    }

    private Outcome send(Due due, Destination.Allowed to, Instant at, long begun) {
        List<String> keys;
        try {
            keys = keys(due);
        } catch (IllegalStateException e) {
            return failed(at, begun, "The webhook's secret does not open with the server's; give it another one.");
        }
        URI uri = to.uri();
        String host = String.valueOf(uri.getHost());
        Duration left = config.timeout().minusNanos(System.nanoTime() - begun);
        CloseableHttpClient client = PinnedClient.open(host, to.addresses(), config.timeout(), 1, trust);
        try (Deadline deadline = Deadline.in(left)) {
            try {
                ClassicHttpResponse answer = client.executeOpen(HttpHost.create(uri), post(uri, due, keys, at), null);
                return outcome(answer, Excerpt.of(answer.getEntity(), keys), at, begun);
            } catch (IOException | IllegalStateException e) {
                return failed(at, begun, deadline.passed() ? late() : CallFailure.sentence("The receiver", e));
            } finally {
                client.close(CloseMode.IMMEDIATE);
            }
        }
    }

    private List<String> keys(Due due) {
        List<String> keys = new ArrayList<>();
        keys.add(secrets.open(due.webhook(), due.secret()));
        if (due.previous() != null) {
            keys.add(secrets.open(due.webhook(), due.previous()));
        }
        return keys;
    }

    private static HttpPost post(URI uri, Due due, List<String> keys, Instant at) {
        HttpPost post = new HttpPost(uri);
        post.setHeader("webhook-id", due.id());
        post.setHeader("webhook-timestamp", String.valueOf(at.getEpochSecond()));
        post.setHeader("webhook-signature", Signature.of(keys, due.id(), at, due.payload()));
        post.setHeader(HttpHeaders.USER_AGENT, "Paddock-Webhooks/1");
        post.setEntity(new StringEntity(due.payload(), ContentType.APPLICATION_JSON));
        return post;
    }

    private static Outcome outcome(ClassicHttpResponse answer, @Nullable String excerpt, Instant at, long begun) {
        int code = answer.getCode();
        if (code >= 200 && code < 300) {
            return new Outcome.Taken(new DeliveryView.Attempt(at, code, since(begun), excerpt, null));
        }
        String error = code >= 300 && code < 400
                ? "The receiver redirects, which is not followed; set the URL that it leads to."
                : "The receiver answered " + code + ".";
        DeliveryView.Attempt entry = new DeliveryView.Attempt(at, code, since(begun), excerpt, error);
        return code == GONE ? new Outcome.Gone(entry) : new Outcome.Failed(entry, pause(answer, at));
    }

    /// `Retry-After`, in seconds or as a date; null for anything else.
    private static @Nullable Duration pause(ClassicHttpResponse answer, Instant at) {
        Header header = answer.getFirstHeader(HttpHeaders.RETRY_AFTER);
        String asked = header == null || header.getValue() == null ? "" : header.getValue();
        if (asked.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(asked));
        }
        Instant until = DateUtils.parseStandardDate(asked);
        return until == null || until.isBefore(at) ? null : Duration.between(at, until);
    }

    private static Outcome failed(Instant at, long begun, String error) {
        return new Outcome.Failed(new DeliveryView.Attempt(at, null, since(begun), null, error), null);
    }

    private String late() {
        return "The receiver did not answer within " + config.timeout().toMillis() + " ms.";
    }

    private static long since(long begun) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    }
}
