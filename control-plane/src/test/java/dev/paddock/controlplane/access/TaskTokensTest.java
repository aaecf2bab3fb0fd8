package dev.paddock.controlplane.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.secret.GivenSecrets;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TaskTokensTest {

    private final UUID task = UUID.randomUUID();

    @Test
    void aTokenIsGoodWhileTheSecretItWasMadeWithIs() {
        TaskTokens old = new TaskTokens(GivenSecrets.of("old"));
        TaskTokens both = new TaskTokens(GivenSecrets.of("new", "old"));
        TaskTokens current = new TaskTokens(GivenSecrets.of("new"));

        assertThat(both.task(old.of(task))).contains(task);
        assertThat(both.of(task)).isEqualTo(current.of(task));
        assertThat(current.task(both.of(task))).contains(task);
        assertThat(current.task(old.of(task))).isEmpty();
    }

    @Test
    void anotherTasksTokenIsNone() {
        TaskTokens tokens = new TaskTokens(GivenSecrets.of("one"));
        String own = tokens.of(task);

        assertThat(tokens.task(own.replace(task.toString(), UUID.randomUUID().toString())))
                .isEmpty();
        assertThat(tokens.task(own + "0")).isEmpty();
        assertThat(tokens.task("")).isEmpty();
    }
}
