package dev.paddock.standalone.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.standalone.CouldNotRun;
import dev.paddock.standalone.Layout;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

    @TempDir
    private Path folder;

    @Test
    void oneAtATimeHoldsIt() throws IOException {
        try (var held = DataFolder.take(layout()).orElseThrow()) {
            assertThat(held).isNotNull();
            assertThat(DataFolder.take(layout())).isEmpty();
        }
        try (var again = DataFolder.take(layout()).orElseThrow()) {
            assertThat(again).isNotNull();
        }
    }

    @Test
    void dataOfAnotherVersionIsRefusedAndLeftAlone() throws IOException {
        Files.createDirectories(layout().data());
        Files.writeString(layout().version(), "99\n");

        assertThatThrownBy(() -> DataFolder.take(layout()))
                .isInstanceOf(CouldNotRun.class)
                .hasMessageContaining("version 99");
        assertThat(layout().version()).hasContent("99");
    }

    @Test
    void aFileInItsPlaceIsSaid() throws IOException {
        Files.writeString(layout().data(), "not a folder");

        assertThatThrownBy(() -> DataFolder.take(layout()))
                .isInstanceOf(CouldNotRun.class)
                .hasMessageContaining("PADDOCK_HOME");
    }

    @Test
    void aTakenPortEndsTheStartBeforeAnythingIsWritten() throws IOException {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var ending = Shutdown.unguarded()) {
            var held = DataFolder.take(layout()).orElseThrow();
            var settings = new StackSettings(other.getLocalPort(), Map.of());
            var stack = new Stack(layout(), settings, ending, step -> {});

            assertThatThrownBy(() -> stack.start(held))
                    .isInstanceOf(CouldNotRun.class)
                    .hasMessageContaining("Port " + other.getLocalPort() + " is in use");
        }
        assertThat(layout().data().toFile().list()).containsExactlyInAnyOrder("lock", "version");
        DataFolder.take(layout()).orElseThrow().close();
    }

    private Layout layout() {
        return new Layout(folder, folder.resolve("data"));
    }
}
