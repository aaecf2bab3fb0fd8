package dev.paddock.standalone.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.paddock.model.run.GateView;
import dev.paddock.standalone.Json;
import java.io.IOException;
import java.util.Optional;

/// Waits for what the gate says of a run.
public final class Verdict {

    private Verdict() {}

    /// The verdict; what the gate said last when the time of `patience` is over first, nothing (`{}`) when it was not
    /// heard at all.
    public static String last(Changes changes, Patience patience) throws IOException, InterruptedException {
        String gate = changes.next(patience).orElse("{}");
        while (!isFinal(gate)) {
            Optional<String> news = changes.next(patience);
            if (news.isEmpty()) {
                return gate;
            }
            gate = news.get();
        }
        return gate;
    }

    /// Whether it is a verdict.
    public static boolean isFinal(String gate) throws JsonProcessingException {
        String status = Json.tree(gate).path("status").asText();
        return status.equals(GateView.Verdict.PASSED.wire()) || status.equals(GateView.Verdict.FAILED.wire());
    }
}
