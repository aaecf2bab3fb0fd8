package dev.paddock.controlplane.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.blob.CollectBlobs.Collected;
import dev.paddock.controlplane.sql.InTransaction;
import dev.paddock.controlplane.storage.Digest;
import dev.paddock.controlplane.storage.Draft;
import dev.paddock.controlplane.storage.Storage;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/// When blobs go, and that none goes that is needed.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class CollectBlobsTest {

    private static final String KIND = "test";

    private final String owner = UUID.randomUUID().toString();
    private final Parts parts;
    private final Blobs blobs;
    private final BlobReferences references;
    private final CollectBlobs collect;
    private final Jdbi ledger;

    /// What a collector is made of.
    record Parts(BlobStore store, Storage storage, InTransaction transaction) {

        CollectBlobs collector(Storage other, Duration grace) {
            return new CollectBlobs(store, other, transaction, new Config(grace));
        }
    }

    private record Config(Duration grace) implements BlobConfig {

        @Override
        public Duration sweep() {
            return Duration.ofDays(1);
        }
    }

    CollectBlobsTest(
            BlobStore store,
            Storage storage,
            InTransaction transaction,
            Blobs blobs,
            BlobReferences references,
            Jdbi ledger) {
        this.parts = new Parts(store, storage, transaction);
        this.blobs = blobs;
        this.references = references;
        this.ledger = ledger;
        this.collect = parts.collector(storage, Duration.ofHours(24));
    }

    private Digest put(String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return ((Put.Stored) blobs.put(new ByteArrayInputStream(bytes), 1000)).digest();
    }

    private Digest put() throws IOException {
        return put(UUID.randomUUID().toString());
    }

    private void age(Digest... digests) {
        for (Digest digest : digests) {
            ledger.useHandle(handle -> handle.execute(
                    "update blob set touched_at = now() - interval '25 hours' where digest = ?", digest.hex()));
        }
    }

    /// Until there is nothing more to do.
    private Collected collectAll() throws Exception {
        int count = 0;
        long bytes = 0;
        for (boolean more = true; more; ) {
            Collected some = collect.collect();
            count += some.blobs();
            bytes += some.bytes();
            more = some.more();
        }
        return new Collected(count, bytes, false);
    }

    private boolean isThere(Digest digest) throws IOException {
        boolean known = blobs.present(List.of(digest)).containsKey(digest);
        assertThat(parts.storage().size(digest).isPresent()).isEqualTo(known);
        return known;
    }

    @Test
    void whatNothingRefersToGoesAfterItsGraceTime() throws Exception {
        Digest old = put("x".repeat(100) + owner);
        Digest young = put();
        age(old);
        long used = blobs.usedBytes();

        assertThat(collectAll()).isEqualTo(new Collected(1, 136, false));

        assertThat(isThere(old)).isFalse();
        assertThat(isThere(young)).isTrue();
        assertThat(blobs.usedBytes()).isEqualTo(used - 136);
        assertThat(references.add(KIND, owner, List.of(old, young))).containsExactly(old);
    }

    @Test
    void whatSomethingRefersToStaysUntilTheLastReferenceIsDropped() throws Exception {
        Digest shared = put();
        Digest own = put();
        assertThat(references.add(KIND, owner, List.of(shared, own))).isEmpty();
        assertThat(references.add(KIND, owner + "-2", List.of(shared, shared))).isEmpty();
        age(shared, own);

        collectAll();
        assertThat(isThere(shared) && isThere(own)).isTrue();

        references.drop(KIND, owner);
        age(shared, own);
        collectAll();
        assertThat(isThere(shared)).isTrue();
        assertThat(isThere(own)).isFalse();

        references.drop(KIND, owner + "-2");
        age(shared);
        collectAll();
        assertThat(isThere(shared)).isFalse();
    }

    @Test
    void whoPutsOrAsksForABlobRenewsItsGraceTime() throws Exception {
        String content = UUID.randomUUID().toString();
        Digest again = put(content);
        Digest asked = put();
        age(again, asked);

        put(content);
        blobs.present(List.of(asked));
        collectAll();

        assertThat(isThere(again) && isThere(asked)).isTrue();
    }

    @Test
    void whatIsGivenUpGoesAtOnceUnlessSomebodyElseHasIt() throws Exception {
        String twice = UUID.randomUUID().toString();
        Digest own = put();
        Digest again = put(twice);
        put(twice);
        Digest asked = put();
        assertThat(blobs.present(List.of(asked))).hasSize(1);
        Digest referred = put();
        assertThat(references.add(KIND, owner, List.of(referred))).isEmpty();

        List.of(own, again, asked, referred).forEach(blobs::discard);
        collectAll();

        assertThat(isThere(own)).isFalse();
        assertThat(isThere(again) && isThere(asked) && isThere(referred)).isTrue();
    }

    @Test
    void whatAnOwnerHadThatCameToNothingGoesAtOnce() throws Exception {
        Digest own = put();
        Digest shared = put();
        assertThat(references.add(KIND, owner, List.of(own, shared))).isEmpty();
        assertThat(references.add(KIND, owner + "-2", List.of(shared))).isEmpty();

        references.discard(KIND, owner);
        collectAll();

        assertThat(isThere(own)).isFalse();
        assertThat(isThere(shared)).isTrue();
    }

    @Test
    void aReferenceThatIsNotCommittedYetKeepsABlob() throws Exception {
        Digest digest = put();
        age(digest);

        parts.transaction().call(() -> {
            references.add(KIND, owner, List.of(digest));
            assertThat(elsewhere(this::collectAll)).isEqualTo(new Collected(0, 0, false));
            return true;
        });
        collectAll();

        assertThat(isThere(digest)).isTrue();
    }

    @Test
    void aReferenceToACondemnedBlobIsNotAddedAndPuttingItAnewSavesIt() throws Exception {
        String content = UUID.randomUUID().toString();
        Digest digest = put(content);
        age(digest);
        assertThat(parts.store().condemn(Duration.ofHours(24), 100)).isEqualTo(1);

        assertThat(references.add(KIND, owner, List.of(digest))).containsExactly(digest);
        assertThat(blobs.present(List.of(digest))).isEmpty();

        put(content);
        assertThat(references.add(KIND, owner, List.of(digest))).isEmpty();
        collectAll();
        assertThat(isThere(digest)).isTrue();
    }

    @Test
    void whoPutsABlobThatIsBeingRemovedWaitsAndHasItStoredAnew() throws Exception {
        String content = UUID.randomUUID().toString();
        Digest digest = put(content);
        age(digest);
        CompletableFuture<Digest> putter = new CompletableFuture<>();
        Storage slow = new Delegate(parts.storage()) {
            @Override
            public void delete(Collection<Digest> digests) throws IOException {
                putter.completeAsync(() -> {
                    try {
                        return put(content);
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                });
                Awaitility.await().until(CollectBlobsTest.this::somebodyWaitsToPut);
                super.delete(digests);
            }
        };

        assertThat(parts.collector(slow, Duration.ofHours(24)).collect().blobs())
                .isEqualTo(1);

        assertThat(putter.get(10, TimeUnit.SECONDS)).isEqualTo(digest);
        assertThat(isThere(digest)).isTrue();
    }

    private boolean somebodyWaitsToPut() {
        return ledger.withHandle(
                handle -> handle.createQuery("""
                        select exists (select from pg_stat_activity
                            where wait_event_type = 'Lock' and query like 'insert into blob %')
                        """).mapTo(Boolean.class).one());
    }

    @Test
    void aStorageThatFailsIsAskedAgain() throws Exception {
        Digest digest = put();
        age(digest);
        Storage away = new Delegate(parts.storage()) {
            @Override
            public void delete(Collection<Digest> digests) throws IOException {
                throw new IOException("away");
            }
        };
        assertThatThrownBy(() -> parts.collector(away, Duration.ofHours(24)).collect())
                .hasMessage("away");
        assertThat(blobs.present(List.of(digest))).isEmpty();
        assertThat(parts.storage().size(digest)).isPresent();

        collectAll();

        assertThat(isThere(digest)).isFalse();
    }

    @Test
    void aServerThatDiedBeforeTheOwnerWasCommittedLeavesABlobThatGoes() throws Exception {
        Digest digest = put();
        age(digest);
        assertThatThrownBy(() -> parts.transaction().call(() -> {
                    assertThat(references.add(KIND, owner, List.of(digest))).isEmpty();
                    throw new IOException("the end");
                }))
                .hasMessage("the end");

        collectAll();

        assertThat(isThere(digest)).isFalse();
        assertThat(rows(digest)).isZero();
    }

    @Test
    void aServerThatDiedWhileItStoredABlobLeavesOneThatGoes() throws Exception {
        byte[] bytes = UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8);
        Digest digest = Digest.of(bytes);
        // All that is done of a put before its end.
        parts.store().register(digest, bytes.length);
        try (Draft draft =
                parts.storage().draft(new ByteArrayInputStream(bytes), 1000).orElseThrow()) {
            parts.storage().keep(draft);
        }
        assertThat(references.add(KIND, owner, List.of(digest))).containsExactly(digest);
        collectAll();
        assertThat(rows(digest)).isEqualTo(1);
        age(digest);

        collectAll();

        assertThat(isThere(digest)).isFalse();
        assertThat(rows(digest)).isZero();
    }

    private int rows(Digest digest) {
        return ledger.withHandle(handle -> handle.select("select count(*) from blob where digest = ?", digest.hex())
                .mapTo(Integer.class)
                .one());
    }

    @Test
    void replicasThatMeetRemoveEachBlobOnce() throws Exception {
        List<Digest> many = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            many.add(put());
        }
        age(many.toArray(new Digest[0]));
        int removed = 0;
        long bytes = 0;
        try (ExecutorService replicas = Executors.newFixedThreadPool(3)) {
            for (Future<Collected> one :
                    replicas.invokeAll(Collections.nCopies(3, (Callable<Collected>) this::collectAll))) {
                removed += one.get().blobs();
                bytes += one.get().bytes();
            }
        }
        Collected rest = collectAll();

        assertThat(removed + rest.blobs()).isEqualTo(250);
        assertThat(bytes + rest.bytes()).isEqualTo(250 * 36);
        assertThat(blobs.present(many)).isEmpty();
    }

    /// No grace time at all, and few contents: collectors, putters and owners get in each other's way at every step.
    @Test
    void whatWasReferredToIsAlwaysThere() throws Exception {
        CollectBlobs hasty = parts.collector(parts.storage(), Duration.ZERO);
        AtomicBoolean over = new AtomicBoolean();
        Callable<Integer> collector = () -> {
            int removed = 0;
            while (!over.get()) {
                removed += hasty.collect().blobs();
            }
            return removed;
        };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> collectors = List.of(threads.submit(collector), threads.submit(collector));
            List<Future<Integer>> owners = IntStream.range(0, 4)
                    .mapToObj(i -> threads.submit(() -> referAgainAndAgain(owner + i)))
                    .toList();
            try {
                for (Future<Integer> one : owners) {
                    assertThat(one.get()).isEqualTo(60);
                }
            } finally {
                over.set(true);
            }
            int removed = 0;
            for (Future<Integer> one : collectors) {
                removed += one.get();
            }
            assertThat(removed).isPositive();
        }
    }

    private int referAgainAndAgain(String who) throws Exception {
        Random random = new Random();
        int referred = 0;
        while (referred < 60) {
            String content = "shared content " + random.nextInt(5);
            Digest digest;
            try {
                digest = put(content);
            } catch (IllegalStateException e) {
                // Without a grace time it may be condemned before it is wholly there.
                assertThat(e).hasMessageContaining("took longer than the grace time");
                continue;
            }
            Set<Digest> missing = references.add(KIND, who, List.of(digest));
            if (missing.isEmpty()) {
                try (var stream = blobs.open(digest).orElseThrow().stream()) {
                    assertThat(stream.readAllBytes())
                            .asString(StandardCharsets.UTF_8)
                            .isEqualTo(content);
                }
                referred++;
                references.drop(KIND, who);
            }
        }
        return referred;
    }

    /// In a transaction of its own.
    private static <T> T elsewhere(Callable<T> work) throws Exception {
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            return thread.submit(work).get();
        }
    }
}
