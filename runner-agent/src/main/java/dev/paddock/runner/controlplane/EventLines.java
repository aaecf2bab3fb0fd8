package dev.paddock.runner.controlplane;

import java.util.concurrent.Flow;
import java.util.function.Consumer;

/// Takes a stream of server-sent events apart as its lines arrive. Here an event's name stands in its data too, so only
/// that is read.
final class EventLines implements Flow.Subscriber<String> {

    private static final String DATA = "data:";

    private final BootClock clock;
    private final Consumer<String> events;
    private final StringBuilder data = new StringBuilder();
    private volatile boolean heard;
    private volatile long heardAt;

    /// @param events gets the data of each event; must not throw
    EventLines(BootClock clock, Consumer<String> events) {
        this.clock = clock;
        this.events = events;
        this.heardAt = clock.millis();
    }

    /// True once a line arrived.
    boolean wasHeard() {
        return heard;
    }

    /// Milliseconds since the newest line.
    long silence() {
        return clock.millis() - heardAt;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
        heard = true;
        heardAt = clock.millis();
        if (line.startsWith(DATA)) {
            data.append(line, DATA.length(), line.length()).append('\n');
        } else if (line.isEmpty() && !data.isEmpty()) {
            String event = data.toString();
            data.setLength(0);
            events.accept(event);
        }
    }

    @Override
    public void onError(Throwable failure) {
        // The exchange fails with it.
    }

    @Override
    public void onComplete() {
        // The exchange ends with it.
    }
}
