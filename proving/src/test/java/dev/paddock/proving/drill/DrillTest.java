package dev.paddock.proving.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.proving.cli.Proving;
import dev.paddock.standalone.cli.Paddock;
import org.junit.jupiter.api.Test;

class DrillTest {

    @Test
    void aFaultThatIsNotInTheTableIsWrongUsage() {
        assertThat(Paddock.execute(new Proving(), "drill", "--only", "earthquake"))
                .isEqualTo(2);
        assertThat(Paddock.execute(new Proving(), "drill", "--minutes", "-1")).isEqualTo(2);
    }
}
