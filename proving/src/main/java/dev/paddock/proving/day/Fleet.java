package dev.paddock.proving.day;

import dev.paddock.model.fleet.Demand;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/// The pods of one lane, as a Deployment has them: those that are to go take nothing more, and go when they are done.
final class Fleet {

    private final Terms terms;
    private final RandomGenerator random;
    private final List<Pod> pods = new ArrayList<>();
    private int started;
    private int sentAway;

    Fleet(Terms terms, RandomGenerator random) {
        this.terms = terms;
        this.random = random;
    }

    /// Runs end, and pods that have nothing left to do go.
    void pass(int now) {
        pods.forEach(pod -> pod.pass(now));
        pods.removeIf(pod -> pod.isLeaving() && pod.tasks() == 0);
    }

    /// Gives a run to a pod with a free slot, whichever it is; false when there is none.
    boolean take(int now, int seconds) {
        List<Pod> able =
                pods.stream().filter(pod -> pod.free(now, terms.slots()) > 0).toList();
        if (able.isEmpty()) {
            return false;
        }
        able.get(random.nextInt(able.size())).take(now + seconds);
        return true;
    }

    /// Starts pods, or sends some away: those with the fewest runs first, as a deletion cost has it, and of these the
    /// newest. Does nothing where nearly as many are there.
    void scale(int now, int desired) {
        List<Pod> staying = pods.stream()
                .filter(pod -> !pod.isLeaving())
                .sorted(Comparator.comparingInt(Pod::tasks)
                        .thenComparing(Comparator.comparingInt(Pod::readyAt).reversed()))
                .toList();
        if (!staying.isEmpty() && Math.abs(desired - staying.size()) * 100 <= terms.tolerance() * staying.size()) {
            return;
        }
        for (int i = staying.size(); i < desired; i++) {
            started++;
            pods.add(new Pod(now + random.nextInt(terms.startLeast(), terms.startMost() + 1)));
        }
        for (Pod pod : staying.subList(0, Math.max(0, staying.size() - desired))) {
            sentAway += pod.tasks();
            pod.leave();
        }
        pass(now);
    }

    /// What the control plane sees.
    Demand demand(int waiting) {
        return new Demand(waiting, busySlots(), (int)
                pods.stream().filter(pod -> pod.tasks() > 0).count());
    }

    int size() {
        return pods.size();
    }

    int idle() {
        return (int) pods.stream().filter(pod -> pod.tasks() == 0).count();
    }

    int busySlots() {
        return pods.stream().mapToInt(Pod::tasks).sum();
    }

    /// Pods that were started.
    int started() {
        return started;
    }

    /// Runs that were in work at pods that were told to go.
    int sentAway() {
        return sentAway;
    }
}
