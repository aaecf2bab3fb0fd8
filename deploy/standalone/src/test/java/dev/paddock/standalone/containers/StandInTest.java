package dev.paddock.standalone.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// `./paddock images` where the image to build on is a local stand-in.
@EnabledIf(value = "engineAnswers", disabledReason = "no Docker engine answers")
class StandInTest {

    private static final String SCRIPT = "deploy/images/build.sh";
    private static final String IMAGE = "paddock/test-stand-in:latest";
    private static final Map<String, String> ON_IT = Map.of("BASE", IMAGE);

    static boolean engineAnswers() {
        return DockerEngine.of(System.getenv()).answers();
    }

    /// With the label that `stand-in.sh` gives, and nothing in it.
    @BeforeEach
    void make() throws Exception {
        docker("tar -cf - -T /dev/null | docker import --change 'LABEL dev.paddock.stand-in=true' - " + IMAGE);
    }

    @AfterEach
    void remove() throws Exception {
        docker("docker rmi -f " + IMAGE);
    }

    private static void docker(String command) throws Exception {
        var answer = Script.run(List.of("sh", "-c", command), Map.of());
        assertThat(answer.code()).as(answer.said()).isZero();
    }

    @Test
    void whatIsBuiltOnItIsNotPushed() throws Exception {
        var answer = Script.run(SCRIPT, ON_IT, "--push", "127.0.0.1:1/paddock", "base");

        assertThat(answer.code()).isEqualTo(3);
        assertThat(answer.said()).contains(IMAGE + " is a local stand-in", "docker pull " + IMAGE, "STAND_INS=push");
    }

    @Test
    void unlessThatIsAskedFor() throws Exception {
        var answer =
                Script.run(SCRIPT, Map.of("BASE", IMAGE, "STAND_INS", "push"), "--push", "127.0.0.1:1/paddock", "base");

        assertThat(answer.code()).as(answer.said()).isZero();
        assertThat(answer.said()).contains(IMAGE + " is a local stand-in");
    }

    @Test
    void everyUseSaysSo() throws Exception {
        var answer = Script.run(SCRIPT, ON_IT, "base");

        assertThat(answer.code()).as(answer.said()).isZero();
        assertThat(answer.said()).contains(IMAGE + " is a local stand-in");
    }

    @Test
    void noneIsMadeForOthers() throws Exception {
        var answer = Script.run(
                SCRIPT,
                Map.of("BASE", "127.0.0.1:1/no-such-image:latest", "PADDOCK_PULL_SECONDS", "10"),
                "--push",
                "127.0.0.1:1/paddock",
                "base");

        assertThat(answer.code()).isEqualTo(3);
        assertThat(answer.said()).contains("cannot be pulled", "no stand-in");
    }
}
