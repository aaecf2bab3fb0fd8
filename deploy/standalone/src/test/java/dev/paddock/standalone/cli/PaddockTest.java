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
        "runs, 2",
        "runs list --page soon, 2",
        "runs list --since yesterday --server http://x, 2",
        "runs view, 2",
        "runs view run_1, 2",
        "runs watch run_01JAF3ZK8Q0000000000000000 --timeout soon, 2",
        "runs watch run_01JAF3ZK8Q0000000000000000 --timeout 0, 2",
        "runs logs run_01JAF3ZK8Q0000000000000000 --level loud, 2",
        "runs logs run_01JAF3ZK8Q0000000000000000 --level warn --min-level warn, 2",
        "runs logs run_01JAF3ZK8Q0000000000000000 -f --limit 3, 2",
        "runs retry run_01JAF3ZK8Q0000000000000000 --config-override [1], 2",
        "runs retry run_01JAF3ZK8Q0000000000000000 --config-override {, 2",
        "gate wait, 2",
        "gate wait run_01JAF3ZK8Q0000000000000000 --timeout 0s, 2",
        "keys create ci, 2",
        "keys revoke, 2",
        "runners drain, 2",
        "upload results --env e --project p, 2",
        "upload results --env e --project p --build b --timeout 0, 2",
        "upload /nowhere --env e --project p --build b --server nowhere, 2",
        "login --server nowhere, 2",
        "'', 2",
        "runs list --help, 0",
        "--version, 0",
        "demo --help, 0",
        "demo, 3",
        "up, 3",
    })
    void theExitCodeSaysWhoseMistakeItIs(String arguments, int code) {
        // Without the launcher nobody says where the product lies: that is what `demo` and `up` cannot run for.
        assertThat(Paddock.run(arguments.split(" ", -1))).isEqualTo(code);
    }
}
