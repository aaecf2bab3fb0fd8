package dev.paddock.controlplane.history;

import dev.paddock.controlplane.http.Parameters;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// In which order runs are listed. Ids break ties, so that no run stands on two pages.
record RunOrder(Sort sort, boolean ascending) {

    /// What the order goes by. Runs without a start or an end come last, newest first.
    enum Sort {
        CREATED_AT,
        STARTED_AT,
        DURATION_MS
    }

    /// As `sort` and `order` say; newest first without them. What is wrong with them
    /// [Parameters#check] tells.
    static RunOrder of(Parameters parameters) {
        String sort = parameters.word("sort", List.of("created_at", "started_at", "duration_ms"));
        String order = parameters.word("order", List.of("asc", "desc"));
        return new RunOrder(
                switch (Objects.requireNonNullElse(sort, "created_at")) {
                    case "started_at" -> Sort.STARTED_AT;
                    case "duration_ms" -> Sort.DURATION_MS;
                    default -> Sort.CREATED_AT;
                },
                "asc".equals(order));
    }

    /// SQL: what the order goes by.
    String column() {
        return sort.name().toLowerCase(Locale.ROOT);
    }

    /// SQL: the keyword.
    String direction() {
        return ascending ? "asc" : "desc";
    }
}
