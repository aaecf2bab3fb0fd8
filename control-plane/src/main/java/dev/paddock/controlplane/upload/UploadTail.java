package dev.paddock.controlplane.upload;

import dev.paddock.controlplane.access.Scope;
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

/// Follows uploads for those who wait for a change: of one that changed several times they get the newest state.
@Singleton
class UploadTail implements Rows<Scope, VisibleOrder.Row> {

    private final VisibleOrder order;
    private final Json json;
    private final Tail<Scope, VisibleOrder.Row> tail = new Tail<>(this);

    UploadTail(VisibleOrder order, Json json) {
        this.order = order;
        this.json = json;
    }

    void start(@Observes StartupEvent event) {
        tail.start("upload tail");
    }

    void stop(@Observes ShutdownEvent event) {
        tail.close();
    }

    void changed(@Observes(during = TransactionPhase.AFTER_SUCCESS) UploadPhases.Changed changed) {
        tail.wake();
    }

    /// The events of one follower with these limits; their ids are numbers.
    Source<Long> of(Scope scope) {
        return tail.of(scope);
    }

    @Override
    public int number(int limit) {
        return order.number(limit);
    }

    @Override
    public List<VisibleOrder.Row> after(long place, Collection<Scope> followers, int limit) {
        return order.after(place, limit);
    }

    @Override
    public long no(VisibleOrder.Row row) {
        return row.no();
    }

    @Override
    public Optional<Event> event(VisibleOrder.Row row, Scope scope) {
        UploadSession upload = row.upload();
        return scope.includesProject(upload.envId(), upload.projectId())
                ? Optional.of(new Event(String.valueOf(row.no()), "update", json.write(upload)))
                : Optional.empty();
    }
}
