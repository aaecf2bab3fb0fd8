package dev.paddock.standalone.cli;

import dev.paddock.standalone.CouldNotRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.ErrorManager;
import java.util.logging.FileHandler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/// Where the log of this process goes: what Kafka and the other libraries in it say is not for the terminal.
public final class Logging {

    private static final int FILE_BYTES = 8 << 20;
    private static final int FILES = 3;

    // A logger that nobody holds forgets its level.
    private static final Logger ROOT = Logger.getLogger("");
    private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");

    private Logging() {}

    /// Nothing is shown any more.
    public static void silence() {
        LogManager.getLogManager().reset();
        ROOT.setLevel(Level.INFO);
        // Its settings, at every start of every client, are longer than all else together.
        KAFKA.setLevel(Level.WARNING);
    }

    /// What is said from now on is kept in `folder`.
    public static void to(Path folder) {
        System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT.%1$tL %4$s %3$s %5$s%6$s%n");
        try {
            Files.createDirectories(folder);
            String pattern = folder.toString().replace("%", "%%") + "/supervisor.%g.log";
            var handler = new FileHandler(pattern, FILE_BYTES, FILES, true);
            handler.setFormatter(new SimpleFormatter());
            handler.setErrorManager(new Silent());
            ROOT.addHandler(handler);
        } catch (IOException e) {
            throw new CouldNotRun("The log in " + folder + " cannot be written: " + e.getMessage() + ".", e);
        }
    }

    /// A full disk is told once, by what cannot go on without it.
    private static final class Silent extends ErrorManager {

        @Override
        public synchronized void error(@Nullable String message, @Nullable Exception failure, int code) {
            // Nowhere to write it.
        }
    }
}
