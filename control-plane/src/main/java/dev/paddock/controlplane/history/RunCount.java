package dev.paddock.controlplane.history;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/// How many runs pass a filter.
///
/// @param days the same by the UTC day of their creation, in order, days without a run left out; empty where nobody
///     counted by day
record RunCount(long total, List<Day> days) {

    /// The runs of one day.
    record Day(LocalDate date, long runs) {

        Instant begin() {
            return date.atStartOfDay(ZoneOffset.UTC).toInstant();
        }

        Instant end() {
            return date.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
    }

    /// Where a page begins: so many runs after the beginning of a day in the list's direction.
    record Start(Day day, long skipped) {}

    static RunCount of(List<Day> days) {
        return new RunCount(days.stream().mapToLong(Day::runs).sum(), days);
    }

    /// The day in which the run after `offset` others was created, and how many of that day come before it.
    /// There is one: `offset` is less than the total.
    Start start(long offset, boolean ascending) {
        long before = 0;
        for (Day day : ascending ? days : days.reversed()) {
            if (before + day.runs() > offset) {
                return new Start(day, offset - before);
            }
            before += day.runs();
        }
        throw new IllegalArgumentException("beyond the end");
    }
}
