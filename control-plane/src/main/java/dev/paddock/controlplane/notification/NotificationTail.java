package dev.paddock.controlplane.notification;

import dev.paddock.controlplane.http.EventStreams.Event;
import dev.paddock.controlplane.http.EventStreams.Source;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.controlplane.tail.Rows;
import dev.paddock.controlplane.tail.Tail;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Follows notifications for those who wait for new ones.
@Singleton
class NotificationTail implements Rows<Viewer, VisibleOrder.Row> {

    private final VisibleOrder order;
    private final Json json;
    private final Tail<Viewer, VisibleOrder.Row> tail = new Tail<>(this);

    NotificationTail(VisibleOrder order, Json json) {
        this.order = order;
        this.json = json;
    }

    void start(@Observes StartupEvent event) {
        tail.start("notification tail");
    }

    void stop(@Observes ShutdownEvent event) {
        tail.close();
    }

    void told(@Observes(during = TransactionPhase.AFTER_SUCCESS) Notifications.Told told) {
        tail.wake();
    }

    /// The events of one follower; their ids are numbers.
    Source<Long> of(Viewer viewer) {
        return tail.of(viewer);
    }

    /// One turn, see [Tail#look].
    boolean look() {
        return tail.look();
    }

    @Override
    public int number(int limit) {
        return order.number(limit);
    }

    @Override
    public List<VisibleOrder.Row> after(long place, Collection<Viewer> followers, int limit) {
        Set<String> readers = followers.stream().map(Viewer::reader).collect(Collectors.toSet());
        return order.after(place, readers, limit);
    }

    @Override
    public long no(VisibleOrder.Row row) {
        return row.no();
    }

    @Override
    public Optional<Event> event(VisibleOrder.Row row, Viewer viewer) {
        if (!viewer.sees(row.audience()) || row.deletedBy().contains(viewer.reader())) {
            return Optional.empty();
        }
        NotificationView view = row.view().as(row.readBy().contains(viewer.reader()));
        return Optional.of(new Event(String.valueOf(row.no()), "notification", json.write(view)));
    }
}
