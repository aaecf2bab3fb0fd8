package dev.paddock.controlplane.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.storage.Storage.Room;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A disk that fills up is told of once, until it is clearly below the threshold again.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class WatchDiskTest {

    private final WatchDisk watch;
    private final AlarmStore alarm;
    private final Jdbi ledger;

    WatchDiskTest(WatchDisk watch, AlarmStore alarm, Jdbi ledger) {
        this.watch = watch;
        this.alarm = alarm;
        this.ledger = ledger;
    }

    @BeforeEach
    @AfterEach
    void calm() {
        ledger.useHandle(handle -> {
            handle.execute("update disk_alarm set raised = false, threshold_percent = 85");
            handle.execute("delete from notification where category = 'disk'");
        });
    }

    private static Room used(int percent) {
        return new Room((long) (100 - percent) << 30, 100L << 30);
    }

    private boolean told(int percent) {
        return watch.judge(used(percent));
    }

    @Test
    void itIsToldOnceUntilTheDiskIsClearlyBelow() {
        assertThat(told(84)).isFalse();
        assertThat(told(85)).isTrue();
        assertThat(told(99)).isFalse();
        // To and fro at the threshold.
        assertThat(told(84)).isFalse();
        assertThat(told(83)).isFalse();
        assertThat(told(86)).isFalse();
        assertThat(told(82)).isFalse();
        assertThat(told(85)).isTrue();
    }

    @Test
    void thoseWhoManageAreToldHowMuchIsLeft() {
        assertThat(told(91)).isTrue();

        List<Map<String, Object>> notices = ledger.withHandle(handle -> handle.select(
                        "select category, severity, title, body, path, for_managers from notification where category = 'disk'")
                .mapToMap()
                .list());
        assertThat(notices)
                .singleElement()
                .satisfies(notice -> assertThat(notice)
                        .containsEntry("severity", "warning")
                        .containsEntry("title", "The disk is 91 % full")
                        .containsEntry("path", "/api/settings/disk")
                        .containsEntry("for_managers", true)
                        .extractingByKey("body")
                        .asString()
                        .startsWith("9216 MiB are left"));
    }

    @Test
    void aThresholdThatIsSetCountsAtOnce() {
        assertThat(told(60)).isFalse();
        alarm.setThreshold(50);
        assertThat(told(60)).isTrue();
        alarm.setThreshold(90);
        assertThat(told(60)).isFalse();
        alarm.setThreshold(50);
        assertThat(told(60)).isTrue();
    }

    @Test
    void aDiskThatSaysNothingIsNotJudged() {
        alarm.setThreshold(0);
        assertThat(watch.judge(new Room(0, 0))).isFalse();
        assertThat(told(0)).isTrue();
    }

    @Test
    void ofManyReplicasOneTells() throws Exception {
        List<Callable<Boolean>> looks = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            looks.add(() -> told(95));
        }
        int told = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> look : threads.invokeAll(looks)) {
                told += look.get() ? 1 : 0;
            }
        }
        assertThat(told).isEqualTo(1);
    }
}
