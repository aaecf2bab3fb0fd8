package dev.paddock.proving.drill.fault.network;

import dev.paddock.proving.drill.check.WorkCheck.Work;
import dev.paddock.proving.drill.fault.Fault;
import dev.paddock.proving.drill.fault.Tasks;
import dev.paddock.proving.drill.fault.Trial;
import dev.paddock.proving.drill.net.TcpProxy.Weather;
import dev.paddock.proving.drill.stage.Pace;
import dev.paddock.proving.drill.stage.Runner;
import dev.paddock.proving.drill.stage.Stage;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;

/// Bad networks between a runner and the control plane: a short cut, a long one, one between, and a slow drip.
public final class Partition implements Fault {

    private static final List<String> KINDS = List.of("short", "long", "between", "slow");
    private static final int PIECE = 400;
    private static final long MILLIS = 20;

    @Override
    public String name() {
        return "partition";
    }

    @Override
    public String expectation() {
        return "cut for up to 25 s a runner goes on; for 60 s and more it stops itself before its lease ends; between,"
                + " either; a slow network loses nothing";
    }

    @Override
    public int tries() {
        return KINDS.size();
    }

    @Override
    public void inject(Stage stage, Trial trial) throws Exception {
        String kind = KINDS.get(trial.number() % KINDS.size());
        Pace pace = stage.pace();
        Runner victim = trial.one(stage.cast().simulated());
        boolean isShort = kind.equals("short");
        List<String> runs = Tasks.occupy(stage, victim, isShort ? pace.of(30) : pace.of(90));
        trial.expect(!runs.isEmpty(), victim.id() + " got no task");
        long before = System.nanoTime();
        victim.network().weather(weather(kind, pace));
        Thread.sleep(length(kind, pace));
        victim.network().weather(Weather.FAIR);
        if (isShort || kind.equals("slow")) {
            goesOn(stage, trial, victim, runs, kind);
        } else {
            stopsInTime(stage, trial, victim, before);
        }
    }

    private static Weather weather(String kind, Pace pace) {
        return switch (kind) {
            case "slow" -> new Weather.Slow(MILLIS, PIECE);
            // The agent's time limits of one call, 3 s, are no part of the pace: in a short drill a cut that swallows
            // calls lasts longer than a lease.
            case "short" -> pace.divisor() == 1 ? new Weather.Partition() : new Weather.Reset();
            default -> new Weather.Partition();
        };
    }

    private static Duration length(String kind, Pace pace) {
        return switch (kind) {
            case "short" -> pace.divisor() == 1 ? pace.of(25) : pace.of(10);
            case "long" -> pace.of(80);
            default -> pace.of(40);
        };
    }

    private static void goesOn(Stage stage, Trial trial, Runner victim, List<String> runs, String kind)
            throws SQLException, InterruptedException {
        for (String run : runs) {
            Tasks.awaitEnd(stage, run);
            List<String> states = Tasks.states(stage, run);
            boolean whole = List.of("succeeded", "cancelled").contains(states.getLast())
                    && !new TreeSet<>(states).contains("lost");
            trial.expect(whole, "a %s cut off %s, and %s went %s".formatted(kind, victim.id(), run, states));
        }
    }

    private static void stopsInTime(Stage stage, Trial trial, Runner victim, long before)
            throws IOException, SQLException {
        // Both clocks are this machine's.
        long epoch = System.currentTimeMillis() * 1_000_000 - System.nanoTime();
        for (Work work : trial.work().read().values()) {
            if (!work.runner().equals(victim.id()) || work.end() < before) {
                continue;
            }
            for (String over : stage.site()
                    .database()
                    .texts(
                            "select (extract(epoch from lease_until) * 1000)::bigint::text from task"
                                    + " where id = ?::uuid and state = 'lost'",
                            work.task())) {
                long late = (work.end() + epoch) / 1_000_000 - Long.parseLong(over);
                trial.expect(late < 0, "%s worked for %d ms after its lease: %s".formatted(victim.id(), late, work));
            }
        }
    }
}
