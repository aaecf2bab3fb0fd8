package dev.paddock.runner.workspace.fetcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.model.run.FailureReason;
import dev.paddock.runner.workspace.fetcher.order.FetchOrder;
import java.io.IOException;
import java.util.List;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;

class FailuresTest {

    private static final FetchOrder ORDER = new FetchOrder(
            "owner/repo",
            "https://example.invalid/owner/repo.git",
            null,
            new FetchOrder.Wanted("0123456789abcdef0123456789abcdef01234567", null, null, 1),
            false,
            List.of(),
            new FetchOrder.Limits(1, 1),
            new FetchOrder.Folders("/git", "/tree", "/answer", null));

    @Test
    void aFullDiskIsTheRunnersAndNotTheServers() {
        var full = new TransportException("broken", new IOException("No space left on device"));

        var failed = Failures.of(full, ORDER, 200);

        assertThat(failed.answer().failed()).isNotNull().satisfies(told -> {
            assertThat(told.reason()).isEqualTo(FailureReason.SOURCE_UNAVAILABLE);
            assertThat(told.message()).startsWith("The runner's disk is full");
        });
    }

    @Test
    void aServersFullDiskIsTheServers() {
        var full = new TransportException("https://example.invalid/: No space left on device");

        assertThat(Failures.of(full, ORDER, 200).answer().failed())
                .isNotNull()
                .satisfies(told -> assertThat(told.message()).contains("look at the server's log"));
    }

    @Test
    void aLocalServerThatEndsWithoutAWordHasNoSuchCommit() {
        var id = ObjectId.fromString("0123456789abcdef0123456789abcdef01234567");
        var closed = new TransportException("/repo: broken", new IOException("Pipe closed"));

        assertThat(Failures.isUnknownId(closed, id, true)).isTrue();
        assertThat(Failures.isUnknownId(closed, id, false)).isFalse();
    }
}
