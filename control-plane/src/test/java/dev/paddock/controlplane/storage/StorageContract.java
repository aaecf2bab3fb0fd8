package dev.paddock.controlplane.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.controlplane.storage.StorageException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What every storage does.
abstract class StorageContract {

    private static final long MOST = 1 << 20;

    /// The tested one, with nothing in it that other tests look for.
    abstract Storage storage();

    /// Where its drafts are.
    abstract Path drafts();

    /// How [StreamThrough] reaches it.
    abstract List<String> reached() throws IOException;

    /// Puts other bytes under `digest`, behind its back.
    abstract void damage(Digest digest, byte[] other) throws IOException;

    /// Every name it has something under, drafts aside.
    abstract List<String> names() throws IOException;

    @Test
    void whatIsKeptIsReadAgain() throws IOException {
        byte[] content = random(300_000);

        Digest digest = keep(content);

        assertThat(digest).isEqualTo(Digest.of(content));
        assertThat(read(digest)).isEqualTo(content);
        assertThat(storage().size(digest)).hasValue(content.length);
        assertThat(draftFiles()).isEmpty();
    }

    @Test
    void nothingIsSomethingToo() throws IOException {
        Digest digest = keep(new byte[0]);

        assertThat(digest.hex()).startsWith("e3b0c44298fc1c14");
        assertThat(read(digest)).isEmpty();
        assertThat(storage().size(digest)).hasValue(0);
    }

    @Test
    void whatWasNeverKeptIsNotThere() throws IOException {
        Digest unknown = Digest.of(random(10));

        assertThat(storage().open(unknown)).isEmpty();
        assertThat(storage().size(unknown)).isEmpty();
        storage().delete(List.of(unknown));
    }

    @Test
    void nobodySeesADraft() throws IOException {
        byte[] content = random(10);
        try (Draft draft = draft(content)) {
            assertThat(storage().open(draft.digest())).isEmpty();
            assertThat(storage().size(draft.digest())).isEmpty();
            assertThat(draft.bytes()).isEqualTo(10);
        }
        assertThat(storage().open(Digest.of(content))).isEmpty();
        assertThat(draftFiles()).isEmpty();
    }

    @Test
    void oneByteMoreThanTheLimitLeavesNothing() throws IOException {
        byte[] content = random(300_000);

        assertThat(storage().draft(stream(content), content.length - 1)).isEmpty();

        assertThat(draftFiles()).isEmpty();
        assertThat(storage().size(Digest.of(content))).isEmpty();
        try (Draft draft = storage().draft(stream(content), content.length).orElseThrow()) {
            assertThat(draft.bytes()).isEqualTo(content.length);
        }
    }

    @Test
    void aSenderThatGoesAwayLeavesNothing() throws IOException {
        IOException gone = new IOException("connection reset");
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw gone;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                throw gone;
            }
        };
        InputStream cut = new SequenceInputStream(stream(random(300_000)), broken);
        List<String> before = names();

        assertThatThrownBy(() -> storage().draft(cut, MOST)).isSameAs(gone);

        assertThat(draftFiles()).isEmpty();
        assertThat(names()).isEqualTo(before);
    }

    @Test
    void manyKeepTheSameBytesAtOnce() throws Exception {
        byte[] content = random(300_000);
        int writers = 12;
        CyclicBarrier together = new CyclicBarrier(writers);
        Callable<Digest> writer = () -> {
            try (Draft draft = draft(content)) {
                together.await();
                storage().keep(draft);
                // Whoever has returned finds all of it, whatever the others are at.
                assertThat(read(draft.digest())).isEqualTo(content);
                return draft.digest();
            }
        };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Digest> done : threads.invokeAll(Collections.nCopies(writers, writer))) {
                assertThat(done.get()).isEqualTo(Digest.of(content));
            }
        }
        assertThat(draftFiles()).isEmpty();
        assertThat(names().stream().filter(Digest.of(content).hex()::equals)).hasSize(1);
    }

    @Test
    void whatIsDeletedIsGoneAndTheRestStays() throws IOException {
        byte[] kept = random(10);
        Digest stays = keep(kept);
        List<Digest> go = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            go.add(keep(random(10)));
        }

        storage().delete(go);

        assertThat(go).allSatisfy(digest -> assertThat(storage().open(digest)).isEmpty());
        assertThat(read(stays)).isEqualTo(kept);
    }

    @Test
    void changedBytesAreNoticedBeforeTheLastOfThemIsRead() throws IOException {
        byte[] content = random(300_000);
        Digest digest = keep(content);
        byte[] other = content.clone();
        other[17]++;
        damage(digest, other);

        try (InputStream stream = storage().open(digest).orElseThrow().stream()) {
            byte[] read = new byte[content.length];
            int[] bytes = {0};
            assertThatThrownBy(() -> {
                        for (int n = 0; n >= 0; n = stream.read(read, bytes[0], read.length - bytes[0])) {
                            bytes[0] += n;
                        }
                    })
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DAMAGED))
                    .hasMessageContaining(digest.hex());
            assertThat(bytes[0]).isLessThan(content.length);
        }
    }

    @Test
    void lostOrAddedBytesAreNoticed() throws IOException {
        byte[] content = random(300_000);
        for (byte[] other : List.of(
                Arrays.copyOf(content, content.length - 1), Arrays.copyOf(content, content.length + 1), new byte[0])) {
            Digest digest = keep(content);
            damage(digest, other);

            assertThatThrownBy(() -> read(digest))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DAMAGED));
        }
    }

    @Test
    void keptAgainDamagedBytesAreWholeAgain() throws IOException {
        byte[] content = random(1000);
        Digest digest = keep(content);
        damage(digest, random(1000));

        keep(content);

        assertThat(read(digest)).isEqualTo(content);
    }

    /// In a program that has less memory than that.
    @Test
    void threeHundredMegabytesGoThroughLittleMemory() throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx48m",
                "-XX:MaxDirectMemorySize=16m",
                "-cp",
                System.getProperty("java.class.path"),
                StreamThrough.class.getName(),
                Long.toString(300L << 20)));
        command.addAll(reached());

        Process program = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(program.waitFor()).as(said).isZero();
        assertThat(said).contains("read " + (300L << 20) + " bytes");
    }

    Digest keep(byte[] content) throws IOException {
        try (Draft draft = draft(content)) {
            storage().keep(draft);
            return draft.digest();
        }
    }

    private Draft draft(byte[] content) throws IOException {
        return storage().draft(stream(content), MOST).orElseThrow();
    }

    byte[] read(Digest digest) throws IOException {
        Storage.Content content = storage().open(digest).orElseThrow();
        try (InputStream stream = content.stream()) {
            return stream.readAllBytes();
        }
    }

    /// The files of drafts, without the locks.
    List<Path> draftFiles() throws IOException {
        try (Stream<Path> files = Files.walk(drafts())) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> isUuid(file.getFileName().toString()))
                    .toList();
        }
    }

    private static boolean isUuid(String name) {
        return name.length() == UUID.randomUUID().toString().length();
    }

    static InputStream stream(byte[] content) {
        return new ByteArrayInputStream(content);
    }

    static byte[] random(int bytes) {
        byte[] content = new byte[bytes];
        new Random().nextBytes(content);
        return content;
    }
}
