package dev.paddock.controlplane.history;

import dev.paddock.model.wire.WireEnum;
import java.time.LocalDate;
import java.util.List;

/// A time that statistics are about: so many UTC days, today being the last.
enum Period {
    DAY(1),
    WEEK(7),
    MONTH(30);

    /// What `period` may say.
    static final List<String> WORDS = List.of("day", "week", "month");

    private final int days;

    Period(int days) {
        this.days = days;
    }

    static Period of(String word) {
        return WireEnum.of(Period.class, word);
    }

    // The words stand in the order of the constants.
    @SuppressWarnings("EnumOrdinal")
    String word() {
        return WireEnum.spell(this);
    }

    /// Its days, oldest first.
    List<LocalDate> until(LocalDate today) {
        return today.minusDays(days - 1L).datesUntil(today.plusDays(1)).toList();
    }
}
