package dev.paddock.proving.drill.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Looks for secrets in the files of folders.
///
/// @param secrets that are known
/// @param shape of those that are not
record SecretFiles(List<Path> folders, List<String> secrets, Pattern shape) {

    /// The files that show one. What is removed meanwhile shows none.
    List<Path> look() throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path folder : folders) {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (attributes.isRegularFile() && shows(file)) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    return unlessGone(file, e);
                }

                @Override
                public FileVisitResult postVisitDirectory(Path below, @Nullable IOException e) throws IOException {
                    return e == null ? FileVisitResult.CONTINUE : unlessGone(below, e);
                }

                private FileVisitResult unlessGone(Path path, IOException e) throws IOException {
                    if (e instanceof NoSuchFileException && !path.equals(folder)) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw e;
                }
            });
        }
        return found;
    }

    private boolean shows(Path file) throws IOException {
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            return secrets.stream().anyMatch(text::contains)
                    || shape.matcher(text).find();
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
