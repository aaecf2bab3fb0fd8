package dev.paddock.controlplane.history;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/// How many runs pass a filter.
///
/// @param parts the same by what an order goes by, lowest first, parts without a run left out;
///     empty where nobody counted in parts
/// @param <T> what the order goes by
record RunCount<T>(long total, List<Part<T>> parts) {

    /// The runs from `begin` on and before `end`.
    record Part<T>(T begin, T end, long runs) {

        /// Those of a UTC day.
        static Part<Instant> of(LocalDate day, long runs) {
            return new Part<>(
                    day.atStartOfDay(ZoneOffset.UTC).toInstant(),
                    day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant(),
                    runs);
        }
    }

    /// Where a page lies: after so many runs from the beginning, in the list's direction, of what
    /// lies between `begin` and before `end`.
    record Range<T>(T begin, T end, long skipped) {}

    static <T> RunCount<T> of(List<Part<T>> parts) {
        return new RunCount<>(parts.stream().mapToLong(Part::runs).sum(), parts);
    }

    /// The parts that have the `most` runs after `offset` others. There is at least one: somebody
    /// counted in parts, and `offset` is less than the total.
    Range<T> range(long offset, int most, boolean ascending) {
        List<Part<T>> inOrder = ascending ? parts : parts.reversed();
        long before = 0;
        int first = 0;
        while (before + inOrder.get(first).runs() <= offset) {
            before += inOrder.get(first).runs();
            first++;
        }
        int last = first;
        long until = before + inOrder.get(first).runs();
        while (until < offset + most && last + 1 < inOrder.size()) {
            last++;
            until += inOrder.get(last).runs();
        }
        Part<T> lowest = inOrder.get(ascending ? first : last);
        Part<T> highest = inOrder.get(ascending ? last : first);
        return new Range<>(lowest.begin(), highest.end(), offset - before);
    }
}
