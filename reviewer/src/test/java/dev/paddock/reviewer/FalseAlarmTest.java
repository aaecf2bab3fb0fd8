package dev.paddock.reviewer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.model.finding.Finding;
import dev.paddock.reviewer.secret.Secrets;
import dev.paddock.reviewer.source.SourceText;
import dev.paddock.reviewer.text.ConflictMarkers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/// The detectors over the published sources of our own dependencies, where no key is worth anything.
class FalseAlarmTest {

    private static final Path SOURCES = Path.of("target/open-source");

    @Test
    void atMostOneAlarmInAThousandFilesOfOpenSource() throws IOException {
        int files = 0;
        List<String> alarms = new ArrayList<>();
        for (Path jar : jars()) {
            try (var zip = new ZipFile(jar.toFile())) {
                for (var entry : zip.stream().filter(e -> !e.isDirectory()).toList()) {
                    byte[] bytes = zip.getInputStream(entry).readAllBytes();
                    var text = SourceText.of(entry.getName(), new String(bytes, StandardCharsets.UTF_8));
                    files++;
                    Stream.concat(Secrets.in(text).stream(), ConflictMarkers.in(text).stream())
                            .map(alarm -> describe(text, alarm))
                            .forEach(alarms::add);
                }
            }
        }
        System.out.printf("%d false alarms in %d files of open source%n", alarms.size(), files);

        assertThat(files).isGreaterThanOrEqualTo(3000);
        assertThat(alarms).hasSizeLessThanOrEqualTo(files / 1000);
    }

    private static String describe(SourceText text, Finding alarm) {
        return text.path() + ":" + alarm.line() + " " + alarm.message();
    }

    private static List<Path> jars() throws IOException {
        try (Stream<Path> jars = Files.list(SOURCES)) {
            return jars.filter(jar -> jar.toString().endsWith("-sources.jar")).toList();
        }
    }
}
