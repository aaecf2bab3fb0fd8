package dev.paddock.proving.drill.check;

import dev.paddock.proving.drill.load.Api;
import dev.paddock.proving.drill.stage.Stage;
import dev.paddock.standalone.Layout;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// All invariants, looked at from outside: the ledger by SQL, runs by HTTP, events as a subscriber, work by what the
/// runners wrote down, secrets and files on the disk.
public final class Checks implements AutoCloseable {

    private static final Duration EVENTS = Duration.ofSeconds(20);

    private final Stage stage;
    private final LedgerCheck ledger;
    private final Drain drain;
    private final WorkCheck work;
    private final TopicCheck topic;
    private final SecretCheck secrets;
    private final FileCheck files;
    private final Set<String> told = new HashSet<>();
    private final Set<String> asked = new HashSet<>();

    /// Remembers how everything is before anything breaks.
    public Checks(Stage stage, Layout layout) throws IOException {
        this.stage = stage;
        Path data = stage.site().data();
        Path secretKey = data.resolve("secret.secret");
        List<String> planted = List.of(
                stage.site().adminKey().text(),
                stage.site().runnerKey().text(),
                Files.readString(secretKey).strip(),
                stage.repository().secret());
        this.ledger = new LedgerCheck(stage.site().database(), stage.promises());
        this.drain = new Drain(stage.site().database(), stage::pace);
        this.work = new WorkCheck(stage.cast().journals());
        this.topic = new TopicCheck(stage.site().broker().bootstrapServers(), planted);
        this.secrets = new SecretCheck(
                stage.site().database(),
                List.of(
                        data.resolve("logs"),
                        data.resolve("kafka"),
                        stage.cast().journals()),
                planted);
        this.files = new FileCheck(List.of(
                stage.repository().folder(),
                secretKey,
                stage.site().runnerKeyFile(),
                data.resolve("folders"),
                layout.reviewer()));
    }

    /// What the simulated runners wrote down.
    public WorkCheck work() {
        return work;
    }

    /// Records that came twice on the topic so far.
    public int repeatedEvents() {
        return topic.doubles();
    }

    /// What was found, and how long it took until all was done.
    ///
    /// @param drained from the heal to the end of the last run accepted before
    public record Findings(Duration drained, List<Violation> violations) {}

    /// Waits until what was accepted before `healed` has ended, then looks at everything. What was told after an
    /// earlier fault is not told again.
    public Findings look(long healed) throws InterruptedException, SQLException, IOException {
        List<String> settled = stage.promises().acceptedBefore(healed);
        Drain.Drained drained = drain.await(settled, healed);
        List<Violation> found = new ArrayList<>(drained.violations());
        found.addAll(ledger.look(settled));
        found.addAll(work.look());
        found.addAll(topic.look(stage.site().database(), EVENTS));
        found.addAll(secrets.look());
        found.addAll(files.look());
        found.addAll(ask(ended(settled, drained)));
        stage.takeComplaints().forEach(complaint -> found.add(Violation.of(Invariant.ANSWERS, complaint)));
        return new Findings(
                drained.took(),
                found.stream()
                        .filter(violation -> told.add(violation.toString()))
                        .toList());
    }

    private static List<String> ended(List<String> settled, Drain.Drained drained) {
        return settled.stream().filter(run -> !drained.open().contains(run)).toList();
    }

    /// Whether clients are told of every run that they were promised, each run once.
    private List<Violation> ask(List<String> settled) throws InterruptedException, IOException {
        List<Violation> found = new ArrayList<>();
        int turn = 0;
        for (String run : settled) {
            if (asked.add(run)) {
                URI server = stage.replicas().get(turn++ % 2).url();
                Api.Answer answer = stage.api().get(server, "/v1/runs/" + run);
                String status = answer.text("status");
                boolean expected = stage.promises().isCancelled(run)
                        ? status.equals("cancelled")
                        : List.of("success", "cancelled").contains(status);
                if (!answer.isOk() || !expected) {
                    String sentence = "GET /v1/runs/%s is answered with %d, %s".formatted(run, answer.status(), status);
                    found.add(Violation.of(Invariant.I1, sentence));
                }
            }
        }
        return found;
    }

    @Override
    public void close() throws InterruptedException {
        topic.close();
    }
}
