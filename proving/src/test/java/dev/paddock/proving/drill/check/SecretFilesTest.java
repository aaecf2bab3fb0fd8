package dev.paddock.proving.drill.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFilesTest {

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

    private SecretFiles search() {
        return new SecretFiles(List.of(folder), List.of("s3cr3t"), Pattern.compile(SecretCheck.TOKEN));
    }

    private Path write(String name, String text) throws Exception {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text, StandardCharsets.ISO_8859_1);
    }
}
