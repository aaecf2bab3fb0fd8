package dev.paddock.controlplane;

import dev.paddock.standalone.services.Ports;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/// A second control plane on the ledger and the queue of the tested one: the packaged program as a process of its own.
/// With it, the calls of the tests go to the two in turn.
public final class OtherReplica implements AutoCloseable {

    /// Names the packaged program; tests have one replica without it.
    private static final String PROGRAM = "paddock.test.replica";

    // Tests and what starts this are not of one class loader; properties are.
    private static final String PORT = "paddock.test.replica.port";
    private static final AtomicInteger TURNS = new AtomicInteger();

    private final Process process;

    private OtherReplica(Process process) {
        this.process = process;
    }

    /// The port for the next call.
    public static int port() {
        Integer other = Integer.getInteger(PORT);
        return other == null || TURNS.getAndIncrement() % 2 == 0 ? RestAssured.port : other;
    }

    /// Starts it where the tests are to have two, and returns when it listens.
    ///
    /// @param settings of the tested one
    static List<OtherReplica> start(Map<String, String> settings, Path log) throws IOException {
        String program = System.getProperty(PROGRAM, "");
        if (program.isEmpty()) {
            return List.of();
        }
        int port = Ports.free();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("../deploy/standalone/jvm/control-plane.args"),
                "-XX:TieredStopAtLevel=1",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port,
                "-Dquarkus.management.host=127.0.0.1",
                "-Dquarkus.management.port=" + Ports.free(),
                "-Dpaddock.boot.parent-pid=" + ProcessHandle.current().pid()));
        settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of("-jar", program));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        OtherReplica replica = new OtherReplica(process);
        try {
            Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> listens(process, port, log));
        } catch (RuntimeException e) {
            replica.close();
            throw e;
        }
        System.setProperty(PORT, String.valueOf(port));
        return List.of(replica);
    }

    private static boolean listens(Process process, int port, Path log) {
        if (!process.isAlive()) {
            throw new IllegalStateException("the other replica ended; see " + log);
        }
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        System.clearProperty(PORT);
        process.destroy();
        process.onExit().join();
    }
}
