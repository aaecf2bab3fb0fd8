package dev.paddock.proving.drill.fault.ledger;

import dev.paddock.proving.drill.fault.Fault;
import dev.paddock.proving.drill.fault.Tasks;
import dev.paddock.proving.drill.fault.Trial;
import dev.paddock.proving.drill.net.TcpProxy;
import dev.paddock.proving.drill.runner.Script;
import dev.paddock.proving.drill.stage.Cast;
import dev.paddock.proving.drill.stage.Runner;
import dev.paddock.proving.drill.stage.Stage;
import dev.paddock.proving.drill.stage.Wait;
import dev.paddock.proving.site.Replica;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A replica and a runner whose wall clocks are wrong by ten minutes, one ahead and the other behind.
public final class WrongClocks implements Fault {

    private static final Path LIBRARIES = Path.of("/usr/lib");
    private static final String LIBRARY = "faketime/libfaketime.so.1";
    private static final String TAG = "clocks";

    @Override
    public String name() {
        return "wrong-clocks";
    }

    @Override
    public String expectation() {
        return "no lease is decided early or late";
    }

    @Override
    public int tries() {
        return 2;
    }

    @Override
    public Optional<String> obstacle(Stage stage) {
        return library().isPresent()
                ? Optional.empty()
                : Optional.of("libfaketime is not installed (Debian: apt-get install libfaketime)");
    }

    @Override
    public void inject(Stage stage, Trial trial) throws Exception {
        String ahead = trial.number() % 2 == 0 ? "+10m" : "-10m";
        String behind = trial.number() % 2 == 0 ? "-10m" : "+10m";
        var settings = new HashMap<>(stage.pace().settings());
        settings.putAll(clock(ahead));
        Replica replica = stage.site().replica(settings);
        try (TcpProxy network = new TcpProxy(List.of(replica.url()))) {
            replica.start();
            Runner wrong = stage.cast().startCrowd(new Cast.Crowd("wrong", TAG, 1, 2, network, clock(behind)), 1);
            Runner right = stage.cast()
                    .startCrowd(new Cast.Crowd("right", TAG, 1, 2, stage.cast().network(0), Map.of()), 2);
            try {
                work(stage, trial, wrong);
            } finally {
                wrong.program().stop(Duration.ofSeconds(10));
                right.program().stop(Duration.ofSeconds(10));
            }
        } finally {
            replica.program().stop(Duration.ofSeconds(30));
        }
    }

    private static void work(Stage stage, Trial trial, Runner wrong) throws Exception {
        // Longer than a lease, so that it is decided several times whether the lease goes on.
        Duration work = stage.pace().of(70);
        List<String> runs = Stream.of(submit(stage, work), submit(stage, work), submit(stage, work))
                .toList();
        for (String run : runs) {
            Tasks.awaitEnd(stage, run);
            List<String> states = Tasks.states(stage, run);
            trial.expect(states.equals(List.of("succeeded")), "with wrong clocks a run went " + states);
        }
        // And when it ends, it ends in time.
        List<String> last = Stream.of(submit(stage, work), submit(stage, work), submit(stage, work))
                .toList();
        boolean begun = Wait.until(
                stage.pace().drained(), () -> !Tasks.runsOf(stage, wrong.id()).isEmpty());
        trial.expect(begun, "a runner with a wrong clock got no task of " + last);
        wrong.program().kill();
        long killed = System.nanoTime();
        List<String> left = Tasks.runsOf(stage, wrong.id());
        Duration limit = stage.pace().elsewhere().plus(work);
        boolean elsewhere = Wait.until(limit, () -> Tasks.areElsewhere(stage, left, wrong.id()));
        trial.expect(elsewhere, "with wrong clocks a dead runner's tasks were not elsewhere in time: " + left);
        trial.recovered(Wait.since(killed));
        // What is left then has nobody to run it: the runners with this tag are stopped.
        for (String run : last) {
            Tasks.awaitEnd(stage, run);
        }
    }

    private static String submit(Stage stage, Duration work) throws InterruptedException {
        return stage.submissions().submit(stage.runFor(TAG), number -> Script.work(work, number));
    }

    private static Map<String, String> clock(String offset) {
        // Timers stay right: a wall clock that was set wrong does not touch them.
        return Map.of(
                "LD_PRELOAD",
                library().orElseThrow().toString(),
                "FAKETIME",
                offset,
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                // With this fix of the library for other programs, Java's timed waits end at once.
                "FAKETIME_FORCE_MONOTONIC_FIX",
                "0");
    }

    private static Optional<Path> library() {
        try (Stream<Path> folders = Files.list(LIBRARIES)) {
            return folders.map(folder -> folder.resolve(LIBRARY))
                    .filter(Files::exists)
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
