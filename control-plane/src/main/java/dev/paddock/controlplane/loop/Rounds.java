package dev.paddock.controlplane.loop;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// Parts requests that share a transaction: those about one thing come one after the other, as they were sent.
public final class Rounds {

    private Rounds() {}

    /// The indexes of `requests` in rounds: in each, all are about different things, and a second one about a thing
    /// comes in a later round than the first, so that it meets what the first one did.
    ///
    /// @param about the thing that a request is about
    public static <Q> List<List<Integer>> of(List<Q> requests, Function<Q, ?> about) {
        List<List<Integer>> rounds = new ArrayList<>();
        List<Set<Object>> seen = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            Object thing = about.apply(requests.get(i));
            int round = 0;
            while (round < seen.size() && seen.get(round).contains(thing)) {
                round++;
            }
            if (round == seen.size()) {
                seen.add(new HashSet<>());
                rounds.add(new ArrayList<>());
            }
            seen.get(round).add(thing);
            rounds.get(round).add(i);
        }
        return rounds;
    }
}
