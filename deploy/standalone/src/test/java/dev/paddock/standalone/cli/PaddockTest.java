package dev.paddock.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaddockTest {

    @ParameterizedTest
    @CsvSource({
        "demo --no-such-option, 2",
        "demo a b, 2",
        "demo --all --base main, 2",
        "demo --wait 0, 2",
        "demo --wait soon, 2",
        "dmeo, 2",
        "demo --help, 0",
        "demo, 3",
        "up, 3",
    })
    void theExitCodeSaysWhoseMistakeItIs(String arguments, int code) {
        // Without the launcher nobody says where the product lies: that is what `demo` and `up` cannot run for.
        assertThat(Paddock.run(arguments.split(" ", -1))).isEqualTo(code);
    }
}
