package dev.paddock.proving.drill.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFilesTest {

    /// Enough to meet files that go, again and again.
    private static final int LOOKS = 3000;

    private static final int AT_ONCE = 50;

    @TempDir
    Path folder;

    @Test
    void knownSecretsAndThoseOfTheShapeAreFoundInAnyBytes() throws Exception {
        String task = UUID.randomUUID().toString();
        Path known = write("below/known.log", "\0\u00ffthe key is s3cr3t, it says\u00fe");
        Path shaped = write("kafka/0.log", "\0\u00ff" + "pt_" + task + "_" + "0123456789abcdef".repeat(4) + "\u00fe");
        write("journal", "BEGAN " + task + " pt_" + task + "_***");

        assertThat(search().look()).containsExactlyInAnyOrder(known, shaped);
    }

    @Test
    void whatIsRemovedMeanwhileShowsNone() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> churn = others.submit(() -> {
                while (!over.get()) {
                    List<Path> some = new ArrayList<>();
                    for (int i = 0; i < AT_ONCE; i++) {
                        some.add(write("checkpoint-" + i, "12"));
                    }
                    for (Path one : some) {
                        Files.delete(one);
                    }
                }
                return null;
            });
            try {
                for (int i = 0; i < LOOKS; i++) {
                    assertThat(search().look()).isEmpty();
                }
            } finally {
                over.set(true);
            }
            churn.get();
        }
    }

    @Test
    void aFolderThatIsNotThereIsNoFolderWithoutSecrets() {
        SecretFiles nowhere =
                new SecretFiles(List.of(folder.resolve("none")), List.of("s3cr3t"), Pattern.compile(SecretCheck.TOKEN));

        assertThatThrownBy(nowhere::look).isInstanceOf(NoSuchFileException.class);
    }

    private SecretFiles search() {
        return new SecretFiles(List.of(folder), List.of("s3cr3t"), Pattern.compile(SecretCheck.TOKEN));
    }

    private Path write(String name, String text) throws Exception {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text, StandardCharsets.ISO_8859_1);
    }
}
