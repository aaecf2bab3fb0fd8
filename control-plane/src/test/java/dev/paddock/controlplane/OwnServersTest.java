package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Tests with a server of their own are left out by name where the tests at two replicas run: Quarkus would make every
/// server first, and then leave out the tests.
class OwnServersTest {

    private static final Pattern LEFT_OUT = Pattern.compile("<exclude>\\*\\*/(\\w+)\\.java</exclude>");

    @Test
    void theyAreNamedInTheBuildAndNotAtTwoReplicas() throws IOException {
        List<Path> own;
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            own = files.filter(file -> file.toString().endsWith("Test.java"))
                    .filter(file -> !file.endsWith("OwnServersTest.java"))
                    .filter(file -> read(file).contains("@TestProfile(")
                            || read(file).contains("restrictToAnnotatedClass = true"))
                    .toList();
        }

        assertThat(own)
                .extracting(file -> file.getFileName().toString().replace(".java", ""))
                .containsExactlyInAnyOrderElementsOf(LEFT_OUT.matcher(Files.readString(Path.of("pom.xml")))
                        .results()
                        .map(name -> name.group(1))
                        .toList());
        assertThat(own).allSatisfy(file -> assertThat(read(file)).doesNotContain("@AtTwoReplicas"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
