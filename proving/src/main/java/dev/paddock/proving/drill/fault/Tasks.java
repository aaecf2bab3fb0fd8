package dev.paddock.proving.drill.fault;

import dev.paddock.proving.drill.stage.Reviewers;
import dev.paddock.proving.drill.stage.Runner;
import dev.paddock.proving.drill.stage.Stage;
import dev.paddock.proving.drill.stage.Wait;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// What the ledger says of a runner's tasks.
public final class Tasks {

    private static final int TRIES = 30;
    /// No promise: on a machine that has other things to do a checkout and a container take their time.
    private static final Duration CLAIMED = Duration.ofMinutes(1);

    private Tasks() {}

    /// The runs that `runner` works on now.
    public static List<String> runsOf(Stage stage, String runner) throws SQLException {
        return texts(stage, """
                select run_id from task where runner_id = ? and confirmed_at is not null
                    and state in ('preparing', 'cloning', 'reviewing', 'submitting')
                """, runner);
    }

    /// How far a run is: `ended`, or the runner that has it now, or nothing.
    public static String holder(Stage stage, String run) throws SQLException {
        return String.join("", texts(stage, """
                select case when run.completed_at is not null then 'ended' else coalesce((select runner_id from task
                    where run_id = run.id and finished_at is null and confirmed_at is not null), '') end
                from run where id = ?
                """, run));
    }

    /// The task of `run` that is not over; empty when there is none.
    public static Optional<String> current(Stage stage, String run) throws SQLException {
        return texts(stage, "select id::text from task where run_id = ? and finished_at is null", run).stream()
                .findFirst();
    }

    /// Waits until `agent` reviews `run`; the processes that do it, none when that does not come.
    public static List<ProcessHandle> awaitReviewers(Stage stage, Runner agent, String run)
            throws SQLException, InterruptedException {
        var found = new AtomicReference<List<ProcessHandle>>(List.of());
        Wait.until(CLAIMED, () -> {
            Optional<String> task = current(stage, run);
            found.set(task.isPresent() ? Reviewers.of(stage, agent, task.get()) : List.of());
            return holder(stage, run).equals("ended")
                    || (!found.get().isEmpty() && states(stage, run).getLast().equals("reviewing"));
        });
        return found.get();
    }

    /// Submits work until `runner` has some of it; the runs that it works on then, none when it gets nothing.
    public static List<String> occupy(Stage stage, Runner runner, Duration work)
            throws SQLException, InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            String run = stage.submitWork(work);
            Wait.until(CLAIMED, () -> !holder(stage, run).isEmpty());
            List<String> runs = runsOf(stage, runner.id());
            if (!runs.isEmpty()) {
                return runs;
            }
        }
        return List.of();
    }

    /// Whether each of `runs` has ended, or another runner than `runner` has it.
    public static boolean areElsewhere(Stage stage, List<String> runs, String runner) throws SQLException {
        for (String run : runs) {
            if (List.of("", runner).contains(holder(stage, run))) {
                return false;
            }
        }
        return true;
    }

    /// Waits until `run` has ended; the checks after the fault tell when it does not.
    public static void awaitEnd(Stage stage, String run) throws InterruptedException {
        Wait.until(
                stage.pace().drained().plus(stage.pace().of(90)),
                () -> holder(stage, run).equals("ended"));
    }

    /// The states in which the tasks of `run` ended, in the order of its attempts.
    public static List<String> states(Stage stage, String run) throws SQLException {
        return texts(stage, "select state from task where run_id = ? order by attempt", run);
    }

    private static List<String> texts(Stage stage, String sql, String parameter) throws SQLException {
        return stage.site().database().texts(sql, parameter);
    }
}
