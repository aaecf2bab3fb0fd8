package dev.paddock.standalone.services;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;

/// The log of one program: a file for this run, and those of the last runs beside it.
public final class LogFile {

    private static final int KEPT = 3;
    private static final int TAIL_BYTES = 8192;

    private LogFile() {}

    /// Moves what is in `file` aside, to `file.1` … `file.3`, oldest last; the next writer finds no file.
    public static void rotate(Path file) throws IOException {
        for (int age = KEPT - 1; age >= 0; age--) {
            Path from = age == 0 ? file : aged(file, age);
            if (Files.exists(from)) {
                Files.move(from, aged(file, age + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /// The last line of `file`; never fails, for use in the message of another failure.
    public static String lastLine(Path file) {
        try (var channel = Files.newByteChannel(file)) {
            channel.position(Math.max(0, channel.size() - TAIL_BYTES));
            var buffer = ByteBuffer.allocate(TAIL_BYTES);
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                // Reads until the end.
            }
            byte[] tail = Arrays.copyOf(buffer.array(), buffer.position());
            String text = new String(tail, StandardCharsets.UTF_8).strip();
            return text.substring(text.lastIndexOf('\n') + 1);
        } catch (IOException e) {
            return "its log cannot be read";
        }
    }

    private static Path aged(Path file, int age) {
        return file.resolveSibling(file.getFileName() + "." + age);
    }
}
