package dev.paddock.controlplane.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.access.Identities;
import dev.paddock.controlplane.access.Scope;
import dev.paddock.controlplane.authentication.CredentialStore.Wanted;
import dev.paddock.controlplane.authentication.Credentials.Known;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RememberedTest {

    private static final Wanted KEY = new Wanted(null, "hash");

    private final Queue<Supplier<CompletableFuture<@Nullable Known>>> looks = new ArrayDeque<>();
    private final Remembered remembered =
            new Remembered(wanted -> looks.remove().get());

    @Test
    void whatWasFoundLatelyIsNotLookedForAgain() {
        Known known = known();
        looks.add(() -> CompletableFuture.completedFuture(known));

        assertThat(remembered.find(KEY)).isCompletedWithValue(known);
        assertThat(remembered.find(KEY)).isCompletedWithValue(known);
    }

    @Test
    void thoseWhoComeTogetherShareALook() {
        CompletableFuture<@Nullable Known> look = new CompletableFuture<>();
        looks.add(() -> look);
        List<CompletableFuture<@Nullable Known>> callers = List.of(remembered.find(KEY), remembered.find(KEY));
        Known known = known();

        look.complete(known);

        assertThat(callers).allSatisfy(caller -> assertThat(caller).isCompletedWithValue(known));
    }

    @Test
    void whatIsNobodysIsLookedForAgain() {
        Known known = known();
        looks.add(() -> CompletableFuture.completedFuture(null));
        looks.add(() -> CompletableFuture.completedFuture(known));

        assertThat(remembered.find(KEY)).isCompletedWithValue(null);
        assertThat(remembered.find(KEY)).isCompletedWithValue(known);
    }

    @Test
    void aLookThatIsUnderWayWhenAllIsForgottenIsNotRemembered() {
        CompletableFuture<@Nullable Known> look = new CompletableFuture<>();
        looks.add(() -> look);
        looks.add(() -> CompletableFuture.completedFuture(null));
        CompletableFuture<@Nullable Known> before = remembered.find(KEY);

        remembered.forget();

        assertThat(remembered.find(KEY)).isCompletedWithValue(null);
        look.complete(known());
        assertThat(before).isCompleted();
        looks.add(() -> CompletableFuture.completedFuture(null));
        assertThat(remembered.find(KEY)).isCompletedWithValue(null);
    }

    @Test
    void norIsOneThatHasJustBegun() {
        looks.add(() -> {
            remembered.forget();
            return CompletableFuture.completedFuture(known());
        });
        looks.add(() -> CompletableFuture.completedFuture(null));

        assertThat(remembered.find(KEY)).isCompleted();

        assertThat(remembered.find(KEY)).isCompletedWithValue(null);
    }

    private static Known known() {
        return new Known("key_1", Identities.of("key_1", Set.of(), Scope.ALL), System.nanoTime());
    }
}
