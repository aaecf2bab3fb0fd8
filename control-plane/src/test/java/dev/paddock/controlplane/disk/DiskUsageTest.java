package dev.paddock.controlplane.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Results;
import dev.paddock.controlplane.blob.Blobs;
import dev.paddock.controlplane.blob.Delegate;
import dev.paddock.controlplane.storage.Storage;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RealServices.class)
class DiskUsageTest {

    private static final int LARGE = 3 << 20;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private final DiskUsage usage;
    private final Storage storage;
    private final Blobs blobs;
    private final DiskStore store;
    private final Jdbi ledger;

    DiskUsageTest(Storage storage, Blobs blobs, DiskStore store, Jdbi ledger) {
        InstantSource clock = now::get;
        this.usage = new DiskUsage(storage, blobs, store, clock);
        this.storage = storage;
        this.blobs = blobs;
        this.store = store;
        this.ledger = ledger;
    }

    @Test
    void ofABucketTheLedgerKnowsWhatIsUsed() throws Exception {
        put();
        Storage bucket = new Delegate(storage) {
            @Override
            public Optional<Room> room() {
                return Optional.empty();
            }

            @Override
            public OptionalLong used() {
                return OptionalLong.empty();
            }
        };

        DiskView view = new DiskUsage(bucket, blobs, store, now::get).get();

        assertThat(view.usedBytes()).isGreaterThanOrEqualTo(LARGE);
        assertThat(view.freeBytes()).isZero();
        assertThat(view.totalBytes()).isZero();
    }

    private void put() throws Exception {
        byte[] bytes = new byte[LARGE];
        new Random().nextBytes(bytes);
        blobs.put(new ByteArrayInputStream(bytes), LARGE);
    }

    @Test
    void theDiskIsLookedAtOnceAMinute() throws Exception {
        DiskView first = usage.get();
        put();
        now.updateAndGet(time -> time.plusSeconds(59));
        assertThat(usage.get()).isSameAs(first);

        now.updateAndGet(time -> time.plus(Duration.ofSeconds(1)));
        // Others store and remove bytes of theirs meanwhile.
        assertThat(usage.get()).isNotSameAs(first);
        assertThat(usage.get().usedBytes()).isGreaterThanOrEqualTo(LARGE);
    }

    @Test
    void whereWhoseBytesTheyAreTakesTooLongTheRestIsSaid() throws Exception {
        DiskStore slow = new DiskStore(ledger) {
            @Override
            List<DiskView.Part> projects() {
                // As a statement that took too long ends.
                ledger.useHandle(handle -> {
                    handle.execute("set statement_timeout = '50ms'");
                    try {
                        handle.select("select pg_sleep(10)::text")
                                .mapTo(String.class)
                                .one();
                    } finally {
                        handle.execute("set statement_timeout = '10s'");
                    }
                });
                return List.of();
            }
        };

        DiskView view = new DiskUsage(storage, blobs, slow, now::get).get();

        assertThat(view.breakdown()).isEmpty();
        assertThat(view.totalBytes()).isPositive();
    }

    @Test
    void bytesCountOnceForEachProjectThatHasThem() throws Exception {
        Results.Project one = Results.project();
        Results.Project two = Results.project();
        byte[] zip = Results.zip(LARGE);
        Results.send(one, "b1", zip).then().statusCode(202);
        Results.send(two, "b1", zip).then().statusCode(202);
        // What reports are made of it meanwhile has bytes of its own.
        DiskView view = usage.get();

        assertThat(view.breakdown())
                .hasSizeLessThanOrEqualTo(20)
                .isSortedAccordingTo((a, b) -> Long.compare(b.bytes(), a.bytes()));
        for (Results.Project project : new Results.Project[] {one, two}) {
            assertThat(view.breakdown())
                    .filteredOn(part -> part.path().equals(project.name()))
                    .singleElement()
                    .satisfies(part -> assertThat(part.bytes()).isBetween((long) zip.length, zip.length * 2L - 1));
        }
        long stored = ledger.withHandle(handle ->
                handle.select("select sum(bytes) from blob").mapTo(Long.class).one());
        assertThat(view.usedBytes()).isGreaterThanOrEqualTo(zip.length).isLessThan(stored + (1L << 30));
    }
}
