package dev.paddock.controlplane.disk;

import dev.paddock.controlplane.loop.Chore;
import dev.paddock.controlplane.notification.Audience;
import dev.paddock.controlplane.notification.Notice;
import dev.paddock.controlplane.notification.Notifications;
import dev.paddock.controlplane.sql.InTransaction;
import dev.paddock.controlplane.storage.Storage;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/// Tells those who manage that the disk fills up: once, until it is clearly below the threshold again. A bucket has no
/// end, and nothing is told of it.
@Singleton
class WatchDisk {

    private static final String PATH = "/api/settings/disk";

    private final Storage storage;
    private final AlarmStore alarm;
    private final Notifications notifications;
    private final InTransaction transaction;
    private final MeterRegistry meters;

    WatchDisk(
            Storage storage,
            AlarmStore alarm,
            Notifications notifications,
            InTransaction transaction,
            MeterRegistry meters) {
        this.storage = storage;
        this.alarm = alarm;
        this.notifications = notifications;
        this.transaction = transaction;
        this.meters = meters;
    }

    void start(@Observes StartupEvent event) {
        gauge("paddock.storage.free", "Bytes of the storage's disk that can be written", Storage.Room::free);
        gauge("paddock.storage.total", "Bytes of the storage's disk", Storage.Room::total);
    }

    private void gauge(String name, String description, ToLongFunction<Storage.Room> bytes) {
        Gauge.builder(
                        name,
                        storage,
                        from -> from.room()
                                .map(room -> (double) bytes.applyAsLong(room))
                                .orElse(Double.NaN))
                .description(description)
                .baseUnit("bytes")
                .register(meters);
    }

    @Produces
    @Singleton
    Chore watching(DiskConfig config) {
        return new Chore("disk", config.look(), this::look);
    }

    private boolean look() {
        storage.room().ifPresent(this::judge);
        return false;
    }

    /// Raises the alarm or takes it back. True when it told of it.
    boolean judge(Storage.Room room) {
        if (room.total() == 0) {
            return false;
        }
        int percent = (int) ((room.total() - room.free()) * 100 / room.total());
        // Together, so that no alarm is raised untold.
        return transaction.get(() -> {
            alarm.calm(percent);
            OptionalLong time = alarm.raise(percent);
            return time.isPresent() && notifications.tell(notice(time.getAsLong(), percent, room.free()));
        });
    }

    private static Notice notice(long time, int percent, long free) {
        return new Notice(
                "disk alarm " + time,
                Notice.Category.DISK,
                Notice.Severity.WARNING,
                "The disk is " + percent + " % full",
                (free >> 20) + " MiB are left for uploads and reports. Delete what is not needed, keep less"
                        + " (/api/settings/retention), or make the disk larger.",
                PATH,
                Audience.ofManagers());
    }
}
