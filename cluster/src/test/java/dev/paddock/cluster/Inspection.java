package dev.paddock.cluster;

import dev.paddock.proving.drill.check.Drain;
import dev.paddock.proving.drill.check.LedgerCheck;
import dev.paddock.proving.drill.check.TopicCheck;
import dev.paddock.proving.drill.check.Violation;
import dev.paddock.proving.drill.stage.Wait;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Looks after each fault whether what must hold holds, from outside: the ledger by SQL, events as a subscriber.
final class Inspection implements AutoCloseable {

    private static final Duration EVENTS = Duration.ofSeconds(30);

    private final Cluster cluster;
    private final LedgerCheck ledger;
    private final Drain drain;
    private final TopicCheck topic;
    private final List<String> found = new ArrayList<>();

    Inspection(Cluster cluster) {
        this.cluster = cluster;
        this.ledger = new LedgerCheck(cluster.services(), cluster.promises());
        this.drain = new Drain(cluster.services(), cluster::pace);
        this.topic = new TopicCheck(cluster.services().bootstrapServers(), List.of());
    }

    /// Something that breaks, and heals: when it returns, all parts run again.
    interface Fault {
        void happen() throws Exception;
    }

    /// Has it happen, waits until what was accepted before it healed has ended, and looks at everything.
    void after(String fault, Fault happening) throws Exception {
        long begun = System.nanoTime();
        happening.happen();
        long healed = System.nanoTime();
        int before = found.size();
        Duration drained = look(fault, healed);
        System.err.printf(
                "%s: %s after %.1f s, drained in %.1f s, %d runs so far, answers %s%n",
                fault,
                found.size() == before ? "held" : "VIOLATED " + found.subList(before, found.size()),
                (healed - begun) / 1e9,
                drained.toMillis() / 1000.0,
                cluster.promises().size(),
                cluster.answers().counts());
    }

    private Duration look(String fault, long healed) throws SQLException, InterruptedException {
        List<String> settled = cluster.promises().acceptedBefore(healed);
        Drain.Drained drained = drain.await(settled, healed);
        List<Violation> violations = new ArrayList<>(drained.violations());
        violations.addAll(ledger.look(settled));
        violations.addAll(topic.look(cluster.services(), EVENTS));
        violations.forEach(
                violation -> found.add("%s: %s: %s".formatted(fault, violation.invariant(), violation.sentence())));
        return drained.took();
    }

    /// Something is not as it is expected of this fault.
    void expect(boolean holds, String otherwise) {
        if (!holds) {
            found.add(otherwise);
        }
    }

    /// As above, when it comes within `limit`.
    void expect(Duration limit, Wait.Condition condition, String otherwise) throws InterruptedException {
        expect(Wait.until(limit, condition), otherwise + " within " + limit.toMillis() + " ms");
    }

    /// What did not hold.
    List<String> found() {
        return List.copyOf(found);
    }

    @Override
    public void close() throws InterruptedException {
        topic.close();
    }
}
