package dev.paddock.controlplane.finding;

import dev.paddock.model.task.TaskCalls;
import dev.paddock.model.task.TaskResult;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/// Results, each in a transaction of its own.
@Singleton
public class ResultCalls {

    private final AcceptResults accept;

    ResultCalls(AcceptResults accept) {
        this.accept = accept;
    }

    /// The reply to a result; its problem is thrown.
    ///
    /// @param digest what a repeat is known by
    public TaskCalls.ResultReply accept(UUID task, String keyId, TaskResult result, String digest) {
        AcceptResults.Answer answer = accept.accept(List.of(new AcceptResults.Sent(
                        task, keyId, ResultRules.clean(result), digest.getBytes(StandardCharsets.UTF_8), null)))
                .getFirst();
        if (answer.problem() != null) {
            throw answer.problem();
        }
        return Objects.requireNonNull(answer.reply());
    }
}
