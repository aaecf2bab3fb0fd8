package dev.paddock.controlplane.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class TraceContextTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";

    @Test
    void aContextIsReadAsItIsWritten() {
        String text = "00-" + TRACE + "-" + PARENT + "-01";

        assertThat(TraceContext.parse(text)).contains(new TraceContext(TRACE, PARENT, "01"));
        assertThat(TraceContext.parse(text).orElseThrow().text()).isEqualTo(text);
    }

    @Test
    void aLaterVersionMayHaveMore() {
        assertThat(TraceContext.parse("01-" + TRACE + "-" + PARENT + "-00-more"))
                .isPresent();
        assertThat(TraceContext.parse("00-" + TRACE + "-" + PARENT + "-00-more"))
                .isEmpty();
    }

    @Test
    void whatIsNoneIsIgnored() {
        for (String text : new String[] {
            "",
            "nonsense",
            "ff-" + TRACE + "-" + PARENT + "-01",
            "00-" + "0".repeat(32) + "-" + PARENT + "-01",
            "00-" + TRACE + "-" + "0".repeat(16) + "-01",
            "00-" + TRACE.toUpperCase(Locale.ROOT) + "-" + PARENT + "-01",
            "00-" + TRACE + "-" + PARENT
        }) {
            assertThat(TraceContext.parse(text)).as(text).isEmpty();
        }
        assertThat(TraceContext.parse(null)).isEmpty();
    }

    @Test
    void aNewOneIsOne() {
        TraceContext random = TraceContext.random();

        assertThat(TraceContext.parse(random.text())).contains(random);
        assertThat(random).isNotEqualTo(TraceContext.random());
        assertThat(TraceContext.current()).isEmpty();
    }
}
