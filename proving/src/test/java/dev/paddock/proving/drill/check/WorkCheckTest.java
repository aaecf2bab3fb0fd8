package dev.paddock.proving.drill.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkCheckTest {

    @TempDir
    private Path folder;

    @Test
    void twoAttemptsOneAfterTheOtherAreFine() throws IOException {
        write("one", "10 BEGAN one t1 r 1 -", "20 WORKED one t1 r 1 -");
        write("two", "21 BEGAN two t2 r 2 -", "30 WORKED two t2 r 2 -", "31 ENDED two t2 r 2 done");
        write("two", "32 ACCEPTED two t2 r 2 -");

        assertThat(new WorkCheck(folder).look()).isEmpty();
    }

    @Test
    void twoRunnersAtOneRunAtOnceAreToldAlsoWhenTheLaterLinesComeLater() throws IOException {
        write("one", "10 BEGAN one t1 r 1 -", "20 WORKED one t1 r 1 -");
        write("two", "21 BEGAN two t2 r 2 -", "30 WORKED two t2 r 2 -");
        var check = new WorkCheck(folder);
        assertThat(check.look()).isEmpty();

        write("one", "25 WORKED one t1 r 1 -");

        assertThat(check.look()).extracting(Violation::invariant).containsExactly(Invariant.I2);
    }

    @Test
    void aClaimThatTwoWorkOnIsTold() throws IOException {
        write("one", "10 BEGAN one t1 r 1 -", "20 ENDED one t1 r 1 done");
        write("two", "30 BEGAN two t1 r 1 -");

        assertThat(new WorkCheck(folder).look())
                .extracting(Violation::invariant)
                .containsExactly(Invariant.I2);
    }

    @Test
    void twoAcceptedResultsOfARunAreTold() throws IOException {
        write("one", "10 BEGAN one t1 r 1 -", "11 ENDED one t1 r 1 lost", "12 ACCEPTED one t1 r 1 -");
        write("two", "20 BEGAN two t2 r 2 -", "21 ENDED two t2 r 2 done", "22 ACCEPTED two t2 r 2 -");

        assertThat(new WorkCheck(folder).look())
                .extracting(Violation::invariant)
                .containsExactly(Invariant.I3);
    }

    @Test
    void aLineThatAKillCutOffIsLeftForLater() throws IOException {
        Files.writeString(folder.resolve("one"), "10 BEGAN one t1 r 1 -\n20 WORK");

        assertThat(new WorkCheck(folder).read().get("t1"))
                .extracting(WorkCheck.Work::end)
                .isEqualTo(10L);
    }

    private void write(String file, String... lines) throws IOException {
        Files.writeString(
                folder.resolve(file),
                String.join("\n", lines) + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
