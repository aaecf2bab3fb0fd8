package dev.paddock.controlplane.tail;

import dev.paddock.controlplane.http.EventStreams.Event;
import dev.paddock.controlplane.http.EventStreams.Next;
import dev.paddock.controlplane.http.EventStreams.Source;
import dev.paddock.controlplane.loop.Loop;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Follows rows for everybody who waits for new ones at this replica.
///
/// One loop gives them their numbers and looks at the ledger for all, twice a second and at once when it
/// is woken. A follower waits with nothing but a number, so any replica goes on from it.
///
/// @param <W> who follows
/// @param <R> a row as it is read
public final class Tail<W, R> implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(500);

    /// How many one look numbers, and how many it brings.
    private static final int AT_ONCE = 200;

    private final Rows<W, R> rows;
    private final Set<Waiting<W, R>> waiting = ConcurrentHashMap.newKeySet();
    private @Nullable Loop loop;

    /// What follows a place.
    private record News<R>(List<R> rows, boolean more) {}

    /// One follower between two turns; told from another by being another object.
    private static final class Waiting<W, R> {
        private final W who;
        private final long place;
        private final UniEmitter<? super News<R>> answer;

        Waiting(W who, long place, UniEmitter<? super News<R>> answer) {
            this.who = who;
            this.place = place;
            this.answer = answer;
        }
    }

    /// Looks at nothing before [#start].
    public Tail(Rows<W, R> rows) {
        this.rows = rows;
    }

    /// Begins to look.
    ///
    /// @param name of the loop, in the log
    public void start(String name) {
        loop = Loop.start(name, LOOK, this::look);
    }

    @Override
    public void close() {
        if (loop != null) {
            loop.close();
        }
    }

    /// Looks at once.
    public void wake() {
        Loop running = loop;
        if (running != null) {
            running.wake();
        }
    }

    /// The events of one follower; their ids are numbers.
    public Source<Long> of(W who) {
        return new Source<>() {
            // At the start, and after more than a look brings, nobody needs to wait for the next one.
            private volatile boolean behind = true;

            @Override
            public Uni<Next<Long>> after(Long place) {
                return await(who, place, behind).map(news -> {
                    behind = news.more();
                    return next(who, place, news.rows());
                });
            }
        };
    }

    private Uni<News<R>> await(W who, long place, boolean behind) {
        return Uni.createFrom().emitter(answer -> {
            Waiting<W, R> one = new Waiting<>(who, place, answer);
            waiting.add(one);
            answer.onTermination(() -> waiting.remove(one));
            if (behind) {
                wake();
            }
        });
    }

    /// One turn; returns whether there is more to number at once. Whoever is far behind is served from there,
    /// and holds up nobody who is not.
    public boolean look() {
        boolean more = rows.number(AT_ONCE) == AT_ONCE;
        List<Waiting<W, R>> all = List.copyOf(waiting);
        while (!all.isEmpty()) {
            long first = all.stream().mapToLong(one -> one.place).min().orElseThrow();
            List<R> found = rows.after(first, all.stream().map(one -> one.who).toList(), AT_ONCE);
            if (found.isEmpty()) {
                break;
            }
            boolean full = found.size() == AT_ONCE;
            long last = rows.no(found.getLast());
            for (Waiting<W, R> one : all) {
                if (one.place < last) {
                    waiting.remove(one);
                    one.answer.complete(new News<>(found, full));
                }
            }
            all = full ? all.stream().filter(one -> one.place >= last).toList() : List.of();
        }
        return more;
    }

    /// Also who sees none of them goes on behind them.
    private Next<Long> next(W who, long place, List<R> found) {
        List<Event> events = found.stream()
                .filter(row -> rows.no(row) > place)
                .map(row -> rows.event(row, who))
                .flatMap(Optional::stream)
                .toList();
        return new Next<>(events, rows.no(found.getLast()), false);
    }
}
