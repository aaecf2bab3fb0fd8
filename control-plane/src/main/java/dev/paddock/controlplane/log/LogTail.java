package dev.paddock.controlplane.log;

import dev.paddock.controlplane.http.EventStreams.Event;
import dev.paddock.controlplane.http.EventStreams.Next;
import dev.paddock.controlplane.http.EventStreams.Source;
import dev.paddock.controlplane.loop.Loop;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.model.log.LogEntry;
import dev.paddock.model.run.RunId;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Follows logs for everybody who waits for new lines at this replica.
///
/// One loop looks at the ledger for all of them, twice a second and at once when a batch came in here. A follower waits
/// with nothing but its place, so that one who is slow reads again from there, and nobody keeps lines for it. Those
/// that wait at the same place share what is found.
@Singleton
class LogTail {

    /// Fired when lines were stored; heard after commit.
    record Grown(RunId run) {}

    private static final Duration LOOK = Duration.ofMillis(500);

    /// Places looked at in one statement.
    private static final int PLACES = 100;

    private final LogReader logs;
    private final Json json;
    private final Map<RunId, Set<Waiting>> waiting = new ConcurrentHashMap<>();
    private @Nullable Loop loop;

    /// One follower between two turns.
    private record Waiting(LogReader.Place place, UniEmitter<? super LogReader.News> answer) {}

    LogTail(LogReader logs, Json json) {
        this.logs = logs;
        this.json = json;
    }

    void start(@Observes StartupEvent event) {
        loop = Loop.start("log tail", LOOK, this::look);
    }

    void stop(@Observes ShutdownEvent event) {
        if (loop != null) {
            loop.close();
        }
    }

    void grown(@Observes(during = TransactionPhase.AFTER_SUCCESS) Grown grown) {
        if (waiting.containsKey(grown.run())) {
            wake();
        }
    }

    /// The events of one follower of a run's log.
    Source<Cursor> of(RunId run) {
        return new Source<>() {
            // At the start, and after more than a look brings, nobody needs to wait for the next one.
            private volatile boolean behind = true;

            @Override
            public Uni<Next<Cursor>> after(Cursor place) {
                return await(new LogReader.Place(run, place), behind).map(news -> {
                    Next<Cursor> next = next(place, run, news);
                    behind = news.more() || isBefore(next.place(), news);
                    return next;
                });
            }
        };
    }

    private Uni<LogReader.News> await(LogReader.Place place, boolean behind) {
        return Uni.createFrom().emitter(answer -> {
            Waiting one = new Waiting(place, answer);
            waiting.compute(place.run(), (run, all) -> {
                Set<Waiting> set = all == null ? ConcurrentHashMap.newKeySet() : all;
                set.add(one);
                return set;
            });
            answer.onTermination(() -> forget(one));
            if (behind) {
                wake();
            }
        });
    }

    private void forget(Waiting one) {
        waiting.computeIfPresent(one.place().run(), (run, all) -> {
            all.remove(one);
            return all.isEmpty() ? null : all;
        });
    }

    private void wake() {
        Loop running = loop;
        if (running != null) {
            running.wake();
        }
    }

    private boolean look() {
        Map<LogReader.Place, List<Waiting>> byPlace = new HashMap<>();
        waiting.values()
                .forEach(all -> all.forEach(one -> byPlace.computeIfAbsent(one.place(), place -> new ArrayList<>())
                        .add(one)));
        List<LogReader.Place> places = List.copyOf(byPlace.keySet());
        for (int from = 0; from < places.size(); ) {
            LogReader.Found found = logs.news(places.subList(from, Math.min(places.size(), from + PLACES)));
            found.news().forEach((place, news) -> tell(byPlace.getOrDefault(place, List.of()), news));
            from += found.looked();
        }
        return false;
    }

    private void tell(List<Waiting> followers, LogReader.News news) {
        for (Waiting one : followers) {
            forget(one);
            one.answer().complete(news);
        }
    }

    /// A slow client holds what a turn has until it has taken it, so a turn has no more than [LogReader#BYTES] and a
    /// line.
    private Next<Cursor> next(Cursor after, RunId run, LogReader.News news) {
        if (news.ended() != null) {
            Map<String, String> end =
                    Map.of("run_id", run.value(), "status", news.ended().wire());
            return new Next<>(List.of(new Event(after.text(), "end", end)), after, true);
        }
        List<Event> events = new ArrayList<>();
        Cursor place = after;
        int bytes = 0;
        for (LogEntry entry : entries(news)) {
            Cursor one = new Cursor(entry.attempt(), entry.seq());
            if (one.compareTo(place) > 0 && bytes < LogReader.BYTES) {
                String text = json.write(entry);
                bytes += text.length();
                events.add(new Event(entry.cursor(), "log", text));
                place = one;
            }
        }
        return new Next<>(events, place, false);
    }

    private static boolean isBefore(Cursor place, LogReader.News news) {
        List<LogEntry> entries = entries(news);
        return !entries.isEmpty()
                && place.compareTo(new Cursor(
                                entries.getLast().attempt(), entries.getLast().seq()))
                        < 0;
    }

    private static List<LogEntry> entries(LogReader.News news) {
        return news.batches().stream().flatMap(List::stream).toList();
    }
}
