package dev.paddock.proving.drill.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Looks for secrets in the files of folders.
///
/// @param secrets that are known
/// @param shape of those that are not
record SecretFiles(List<Path> folders, List<String> secrets, Pattern shape) {

    /// The files that show one.
    List<Path> look() throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(Files::isRegularFile).filter(this::shows).forEach(found::add);
            }
        }
        return found;
    }

    private boolean shows(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            return secrets.stream().anyMatch(text::contains)
                    || shape.matcher(text).find();
        } catch (IOException e) {
            if (Files.exists(file)) {
                throw new UncheckedIOException(e);
            }
            // Whose file it was removed it meanwhile.
            return false;
        }
    }
}
