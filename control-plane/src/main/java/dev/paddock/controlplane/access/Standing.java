package dev.paddock.controlplane.access;

import dev.paddock.controlplane.loop.Chore;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Notices, for calls that go on, that their credentials are good no more. Looks twice a second, once for each
/// credential, however many calls were made with it.
@Singleton
public class Standing {

    private static final Duration LOOK = Duration.ofMillis(500);

    /// How to find out whether credentials are good still.
    ///
    /// @param id tells them from others
    /// @param look the answer comes without a wait; a failure says nothing
    public record Proof(String id, Supplier<CompletionStage<Boolean>> look) {}

    /// A call that goes on.
    ///
    /// @param lost complete when its credentials are good no more
    /// @param forget to be run when it has ended
    public record Watch(CompletionStage<@Nullable Void> lost, Runnable forget) {}

    private record Calls(Proof proof, Set<CompletableFuture<@Nullable Void>> open) {}

    private final SecurityIdentity caller;
    private final Map<String, Calls> calls = new ConcurrentHashMap<>();

    /// `caller` stands for that of each call.
    Standing(SecurityIdentity caller) {
        this.caller = caller;
    }

    @Produces
    @Singleton
    Chore looks() {
        return new Chore("standing", LOOK, this::look);
    }

    /// Watches over the call being answered.
    public Watch watch() {
        CompletableFuture<@Nullable Void> lost = new CompletableFuture<>();
        Proof proof = caller.getAttribute(Identities.PROOF);
        if (proof == null) {
            return new Watch(lost, () -> {});
        }
        calls.compute(proof.id(), (id, before) -> {
            Calls now = before == null ? new Calls(proof, ConcurrentHashMap.newKeySet()) : before;
            now.open().add(lost);
            return now;
        });
        return new Watch(
                lost,
                () -> calls.computeIfPresent(proof.id(), (id, now) -> {
                    now.open().remove(lost);
                    return now.open().isEmpty() ? null : now;
                }));
    }

    /// `answer`, which the call being answered waits for; 401 as soon as its credentials are good no more.
    public <T> Uni<T> guard(Uni<T> answer) {
        Watch watch = watch();
        return Uni.createFrom().emitter(emitter -> {
            Cancellable waiting = answer.subscribe().with(emitter::complete, emitter::fail);
            var unused = watch.lost().thenRun(() -> emitter.fail(new AuthenticationFailedException()));
            emitter.onTermination(() -> {
                watch.forget().run();
                waiting.cancel();
            });
        });
    }

    private boolean look() {
        calls.values().forEach(one -> {
            var unused = one.proof().look().get().thenAccept(good -> {
                if (!good) {
                    Set.copyOf(one.open()).forEach(call -> call.complete(null));
                }
            });
        });
        return false;
    }
}
