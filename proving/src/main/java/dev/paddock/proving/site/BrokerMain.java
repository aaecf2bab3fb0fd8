package dev.paddock.proving.site;

import dev.paddock.standalone.services.KafkaBroker;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/// The Kafka broker as a process, so that it can be killed and its CPU be told from that of who measures.
final class BrokerMain {

    // A logger that nobody holds forgets its level.
    private static final Logger ROOT = Logger.getLogger("");

    private BrokerMain() {}

    /// Arguments: data folder, port, and the process that this one must not outlive.
    public static void main(String[] arguments) {
        ROOT.setLevel(Level.WARNING);
        var parent = ProcessHandle.of(Long.parseLong(arguments[2]));
        var broker = new KafkaBroker(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "stop"));
        parent.ifPresent(handle -> handle.onExit().join());
        System.exit(0);
    }
}
