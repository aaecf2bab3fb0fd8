package dev.paddock.controlplane.notification;

import dev.paddock.controlplane.http.EventStreams.Event;
import dev.paddock.controlplane.http.EventStreams.Next;
import dev.paddock.controlplane.http.EventStreams.Source;
import dev.paddock.controlplane.loop.Loop;
import dev.paddock.controlplane.sql.Json;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Follows notifications for everybody who waits for new ones at this replica.
///
/// One loop gives them their numbers and looks at the ledger for all, twice a second and at once when something was
/// told here. A follower waits with nothing but a number, so any replica goes on from it.
@Singleton
class NotificationTail {

    private static final Duration LOOK = Duration.ofMillis(500);

    /// How many one look numbers, and how many it brings.
    private static final int AT_ONCE = 200;

    private final VisibleOrder order;
    private final Json json;
    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
    private @Nullable Loop loop;

    /// What follows a place.
    private record News(List<VisibleOrder.Row> rows, boolean more) {}

    /// One follower between two turns; told from another by being another object.
    private static final class Waiting {
        private final Viewer viewer;
        private final long place;
        private final UniEmitter<? super News> answer;

        Waiting(Viewer viewer, long place, UniEmitter<? super News> answer) {
            this.viewer = viewer;
            this.place = place;
            this.answer = answer;
        }
    }

    NotificationTail(VisibleOrder order, Json json) {
        this.order = order;
        this.json = json;
    }

    void start(@Observes StartupEvent event) {
        loop = Loop.start("notification tail", LOOK, this::look);
    }

    void stop(@Observes ShutdownEvent event) {
        if (loop != null) {
            loop.close();
        }
    }

    void told(@Observes(during = TransactionPhase.AFTER_SUCCESS) Notifications.Told told) {
        wake();
    }

    /// The events of one follower; their ids are numbers.
    Source<Long> of(Viewer viewer) {
        return new Source<>() {
            // At the start, and after more than a look brings, nobody needs to wait for the next one.
            private volatile boolean behind = true;

            @Override
            public Uni<Next<Long>> after(Long place) {
                return await(viewer, place, behind).map(news -> {
                    behind = news.more();
                    return next(viewer, place, news.rows());
                });
            }
        };
    }

    private Uni<News> await(Viewer viewer, long place, boolean behind) {
        return Uni.createFrom().emitter(answer -> {
            Waiting one = new Waiting(viewer, place, answer);
            waiting.add(one);
            answer.onTermination(() -> waiting.remove(one));
            if (behind) {
                wake();
            }
        });
    }

    private void wake() {
        Loop running = loop;
        if (running != null) {
            running.wake();
        }
    }

    private boolean look() {
        boolean more = order.number(AT_ONCE) == AT_ONCE;
        List<Waiting> all = List.copyOf(waiting);
        if (all.isEmpty()) {
            return more;
        }
        long first = all.stream().mapToLong(one -> one.place).min().orElseThrow();
        Set<String> readers = all.stream().map(one -> one.viewer.reader()).collect(Collectors.toSet());
        List<VisibleOrder.Row> rows = order.after(first, readers, AT_ONCE);
        boolean full = rows.size() == AT_ONCE;
        for (Waiting one : all) {
            if (!rows.isEmpty() && rows.getLast().no() > one.place) {
                waiting.remove(one);
                one.answer.complete(new News(rows, full));
            }
        }
        return more || full;
    }

    /// Also who sees none of them goes on behind them.
    private Next<Long> next(Viewer viewer, long place, List<VisibleOrder.Row> rows) {
        List<Event> events = new ArrayList<>();
        for (VisibleOrder.Row row : rows) {
            if (row.no() > place
                    && viewer.sees(row.audience())
                    && !row.deletedBy().contains(viewer.reader())) {
                NotificationView view = row.view().as(row.readBy().contains(viewer.reader()));
                events.add(new Event(String.valueOf(row.no()), "notification", json.write(view)));
            }
        }
        return new Next<>(events, rows.getLast().no(), false);
    }
}
