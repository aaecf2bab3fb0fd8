package dev.paddock.model.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Names whose servers are silent.
@Timeout(60)
class NameServiceTest {

    private static final InetAddress[] HERE = {InetAddress.ofLiteral("127.0.0.1")};

    /// Native code keeps a virtual thread's processor just as a loop does.
    @Test
    void namesWithoutAnAnswerHoldUpNoVirtualThread() throws Exception {
        AtomicBoolean answered = new AtomicBoolean();
        int names = Runtime.getRuntime().availableProcessors();
        CountDownLatch begun = new CountDownLatch(names);
        NameService service = new NameService(
                host -> {
                    begun.countDown();
                    while (!answered.get()) {
                        Thread.onSpinWait();
                    }
                    return HERE;
                },
                Duration.ofSeconds(50),
                names);
        try {
            for (int i = 0; i < names; i++) {
                Thread.startVirtualThread(
                        () -> assertThat(new HostRules("the URL", true, service).check("silent.invalid"))
                                .isInstanceOf(HostCheck.Allowed.class));
            }
            begun.await();
            CompletableFuture<String> other = new CompletableFuture<>();
            Thread.startVirtualThread(() -> other.complete("served"));

            assertThat(other.get(20, TimeUnit.SECONDS)).isEqualTo("served");
        } finally {
            answered.set(true);
        }
    }

    @Test
    void anAnswerIsNotWaitedForWithoutEnd() {
        CountDownLatch never = new CountDownLatch(1);
        NameService service = new NameService(host -> silent(never), Duration.ofMillis(100), 2);

        assertThatThrownBy(() -> service.resolve("silent.invalid"))
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining("100 ms");
        assertThat(new HostRules("the URL", true, service).check("silent.invalid"))
                .isInstanceOf(HostCheck.Unreachable.class);
    }

    @Test
    void moreThanTheMostAreUnknownAtOnce() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        NameService service = new NameService(
                host -> {
                    asked.countDown();
                    return silent(never);
                },
                Duration.ofSeconds(50),
                1);
        Thread first = Thread.startVirtualThread(() ->
                assertThatThrownBy(() -> service.resolve("silent.invalid")).hasMessageContaining("interrupted"));
        try {
            asked.await();
            assertThatThrownBy(() -> service.resolve("other.invalid")).hasMessageContaining("too many");
        } finally {
            first.interrupt();
            first.join();
        }
    }

    @Test
    void whatIsKnownIsAnsweredAndWhatIsNotIsUnknown() throws Exception {
        assertThat(NameService.OF_THE_MACHINE.resolve("127.0.0.1")).isEqualTo(HERE);
        assertThatThrownBy(() -> NameService.OF_THE_MACHINE.resolve("no-such-host.invalid"))
                .isInstanceOf(UnknownHostException.class);
    }

    private static InetAddress[] silent(CountDownLatch never) throws UnknownHostException {
        try {
            never.await();
        } catch (InterruptedException e) {
            throw new UnknownHostException("interrupted");
        }
        return HERE;
    }
}
