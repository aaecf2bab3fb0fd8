package dev.paddock.controlplane.webhook;

import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.outbound.Destination;
import dev.paddock.controlplane.outbound.Destinations;
import dev.paddock.model.problem.Problem.FieldError;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Which webhooks are accepted.
@Singleton
class WebhookRules {

    /// What a webhook is to be, found good.
    record Content(String url, List<String> events, boolean enabled) {}

    // The call's transaction waits for it. A name that is not known by then is judged when something is sent.
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Destinations destinations;

    WebhookRules(Destinations destinations) {
        this.destinations = destinations;
    }

    /// A 400 naming every refused member.
    ///
    /// @param known the URL that the webhook has. It is not judged again: who switches the webhook off must be able
    ///     to, whatever became of its host
    Content check(WebhookView.@Nullable Registration body, @Nullable String known) {
        List<FieldError> errors = new ArrayList<>();
        String url = body == null ? null : body.url();
        List<@Nullable String> events = body == null ? null : body.events();
        if (url == null) {
            errors.add(new FieldError("url", "is missing; send it"));
        } else if (!url.equals(known)) {
            refusal(url).ifPresent(sentence -> errors.add(new FieldError("url", "is refused: " + sentence)));
        }
        if (events == null || events.isEmpty() || !events.stream().allMatch(WebhookRules::isKnown)) {
            errors.add(new FieldError("events", "must name at least one of " + String.join(", ", Message.EVENTS)));
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return new Content(
                Objects.requireNonNull(url),
                Message.EVENTS.stream()
                        .filter(Objects.requireNonNull(events)::contains)
                        .toList(),
                !Boolean.FALSE.equals(Objects.requireNonNull(body).enabled()));
    }

    private static boolean isKnown(@Nullable String event) {
        return event != null && Message.EVENTS.contains(event);
    }

    private Optional<String> refusal(String url) {
        CompletableFuture<Destination> judged =
                CompletableFuture.supplyAsync(() -> destinations.check(url), Thread::startVirtualThread);
        try {
            return judged.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) instanceof Destination.Refused refused
                    ? Optional.of(refused.sentence())
                    : Optional.empty();
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a URL could not be judged", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the server is stopping", e);
        }
    }
}
