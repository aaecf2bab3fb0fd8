package dev.paddock.controlplane.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Finds the part of a list that matters.
final class Shrinker {

    private Shrinker() {}

    /// What is left of `whole`, of which `matters` is true, when nothing more can be left out one by one. At most
    /// `tries`
    /// parts are tried, larger ones first.
    static <T> List<T> shrink(List<T> whole, Predicate<List<T>> matters, int tries) {
        List<T> least = List.copyOf(whole);
        int left = tries;
        for (int cut = Math.max(1, least.size() / 2); cut > 0 && left > 0; ) {
            boolean shorter = false;
            for (int from = 0; from < least.size() && left > 0; left--) {
                List<T> without = new ArrayList<>(least.subList(0, from));
                without.addAll(least.subList(Math.min(from + cut, least.size()), least.size()));
                if (matters.test(without)) {
                    least = List.copyOf(without);
                    shorter = true;
                } else {
                    from += cut;
                }
            }
            // Again as finely as can be, until that changes nothing.
            cut = cut > 1 ? cut / 2 : shorter ? 1 : 0;
        }
        return least;
    }
}
