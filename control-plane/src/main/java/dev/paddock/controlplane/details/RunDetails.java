package dev.paddock.controlplane.details;

import dev.paddock.controlplane.loop.GroupCommit;
import dev.paddock.controlplane.memory.LargeBodies;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.controlplane.watch.Reading;
import dev.paddock.controlplane.watch.Tagged;
import dev.paddock.model.run.RunId;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

/// Runs' details as they are sent, [dev.paddock.model.run.RunView] in JSON. Those that are asked for together are read
/// by one statement, but for large ones: each of these is read by itself when there is room for it.
@Singleton
public class RunDetails implements Reading {

    /// Runs read by one statement.
    private static final int TOGETHER = 64;

    private final RunReader reader;
    private final LargeBodies large;
    private final Json json;
    private final GroupCommit<RunId, Optional<Found>> together;

    RunDetails(RunReader reader, LargeBodies large, Json json) {
        this.reader = reader;
        this.large = large;
        this.json = json;
        this.together = GroupCommit.reads("details", TOGETHER, this::read);
    }

    void stop(@Observes ShutdownEvent event) {
        together.close();
    }

    private sealed interface Found {

        record Small(Tagged tagged) implements Found {}

        record Large(long bytes) implements Found {}
    }

    /// A large run's room is kept while it is read.
    @Override
    public Optional<Tagged> read(RunId run) {
        return read(run, bytes -> large.withRoomForText(bytes, () -> alone(run)));
    }

    /// A large run's room is kept until the reply was sent; 503 when there is none for long.
    @Override
    public Optional<Tagged> readForCaller(RunId run) {
        return read(run, bytes -> {
            large.reserveForText(bytes);
            return alone(run);
        });
    }

    @Override
    public void callerWaits() {
        large.giveBack();
    }

    private Optional<Tagged> read(RunId run, LongFunction<Optional<Tagged>> whenLarge) {
        return together.ask(run).flatMap(found -> switch (found) {
            case Found.Small small -> Optional.of(small.tagged());
            case Found.Large one -> whenLarge.apply(one.bytes());
        });
    }

    private Optional<Tagged> alone(RunId run) {
        return reader.find(run).map(json::bytes).map(Tagged::of);
    }

    /// Those who ask for the same run share what is read and written of it too.
    private List<Optional<Found>> read(List<RunId> ids) {
        Map<RunId, Found> found = new HashMap<>();
        reader.findTogether(ids.stream().distinct().toList())
                .forEach((id, run) -> found.put(
                        id,
                        run.run() == null
                                ? new Found.Large(run.bytes())
                                : new Found.Small(Tagged.of(json.bytes(run.run())))));
        return ids.stream().map(id -> Optional.ofNullable(found.get(id))).toList();
    }
}
