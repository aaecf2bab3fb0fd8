package dev.paddock.proving.drill.fault;

import dev.paddock.proving.drill.stage.Stage;
import java.util.Optional;

/// One line of the drill's table: something that breaks, and what is expected then. The invariants are checked after
/// each; a fault itself checks only what is expected of it alone.
public interface Fault {

    /// One word, as `--only` takes it.
    String name();

    /// What is expected, in one sentence.
    String expectation();

    /// How often it is tried in a row.
    default int tries() {
        return 1;
    }

    /// Why it cannot be tried here; empty when it can.
    default Optional<String> obstacle(Stage stage) {
        return Optional.empty();
    }

    /// Breaks it, sees what happens, and heals it: when it returns, all parts run again.
    void inject(Stage stage, Trial trial) throws Exception;
}
