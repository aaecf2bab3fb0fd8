package dev.paddock.proving.bench.load.bare;

import dev.paddock.proving.site.Program;
import dev.paddock.proving.site.Site;
import dev.paddock.standalone.CouldNotRun;
import dev.paddock.standalone.services.Ports;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A [BareServer] on the ledger of a site, as a process with the limits of a control plane.
public final class Bare implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Program program;
    private final URI url;

    private Bare(Program program, URI url) {
        this.program = program;
        this.url = url;
    }

    /// Starts it and returns when it takes connections.
    public static Bare start(Site site) throws InterruptedException {
        int port = Ports.free();
        Program program = site.program(
                "bare-server",
                "control-plane",
                BareServer.class,
                List.of(
                        Integer.toString(port),
                        site.database().jdbcUrl(),
                        site.database().user(),
                        Long.toString(ProcessHandle.current().pid())),
                Map.of("LEDGER_PASSWORD", site.database().password()));
        program.start();
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (Ports.isFree(port)) {
            program.expectAlive(LOOK);
            if (System.nanoTime() - deadline > 0) {
                throw new CouldNotRun("The bare server was not ready after %d s; see %s."
                        .formatted(LIMIT.toSeconds(), program.log()));
            }
        }
        return new Bare(program, URI.create("http://127.0.0.1:" + port));
    }

    /// Where it answers `/ID`.
    public URI url() {
        return url;
    }

    @Override
    public void close() throws InterruptedException {
        program.stop(PATIENCE);
    }
}
