package dev.paddock.controlplane.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.RealServices;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Numbers, on a table that nobody else writes to.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class EventNumbersTest {

    private final EventTable table = new EventTable("test_event", "test_id", "test_", "test", EventTable.Row::body);
    private final EventNumbers numbers;
    private final Jdbi ledger;

    EventNumbersTest(EventNumbers numbers, Jdbi ledger) {
        this.numbers = numbers;
        this.ledger = ledger;
    }

    @BeforeEach
    void make() {
        ledger.useHandle(handle -> {
            handle.execute("create table test_event (test_id text, seq bigint, at timestamptz default now(),"
                    + " body jsonb default '{}', no bigint unique)");
            handle.execute("insert into event_cursor (name, no) values ('test_numbered', 0), ('test_relayed', 0)");
        });
    }

    @AfterEach
    void drop() {
        ledger.useHandle(handle -> {
            handle.execute("drop table test_event");
            handle.execute("delete from event_cursor where name like 'test_%'");
        });
    }

    @Test
    void numbersHaveNoGapsAndAreGivenOnce() {
        add("a", 1);
        add("b", 1);
        assertThat(numbers.number(table, 10)).isEqualTo(2);
        add("a", 2);
        assertThat(numbers.number(table, 10)).isEqualTo(1);

        List<EventTable.Row> events = numbers.unrelayed(table, 10);
        assertThat(events.stream().map(EventTable.Row::no)).containsExactly(1L, 2L, 3L);
        assertThat(events.getLast().seq()).isEqualTo(2);
        numbers.relayed(table, 2);
        numbers.relayed(table, 1);
        assertThat(numbers.unrelayed(table, 10)).hasSize(1);
    }

    @Test
    void whereThereIsNothingToNumberNothingIsWritten() {
        add("a", 1);
        numbers.number(table, 10);
        String before = cursor();

        assertThat(numbers.number(table, 10)).isZero();
        assertThat(cursor()).isEqualTo(before);

        add("a", 2);
        numbers.number(table, 10);
        assertThat(cursor()).isNotEqualTo(before);
    }

    private void add(String key, long seq) {
        ledger.useHandle(handle -> handle.execute("insert into test_event (test_id, seq) values (?, ?)", key, seq));
    }

    /// Which version of its row the cursor is.
    private String cursor() {
        return ledger.withHandle(handle -> handle.createQuery(
                        "select ctid::text || xmin::text from event_cursor where name = 'test_numbered'")
                .mapTo(String.class)
                .one());
    }
}
