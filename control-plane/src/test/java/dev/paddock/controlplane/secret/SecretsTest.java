package dev.paddock.controlplane.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SecretsTest {

    private static final byte[] OLD = "o".repeat(40).getBytes(UTF_8);
    private static final byte[] NEW = "n".repeat(40).getBytes(UTF_8);
    private static final String PLACE = "repository repo_1 credential";

    private final Secrets old = under(OLD);
    private final Secrets rotated = under(NEW, OLD);

    private static Secrets under(byte[]... newestFirst) {
        return new Secrets(new ServerSecrets(List.of(newestFirst)));
    }

    @Test
    void whatIsSealedOpensAndDoesNotShow() {
        byte[] sealed = old.sealText("pass word ü", PLACE);

        assertThat(old.openText(sealed, PLACE)).isEqualTo("pass word ü");
        assertThat(new String(sealed, UTF_8)).doesNotContain("pass");
        assertThat(old.sealText("pass word ü", PLACE)).isNotEqualTo(sealed);
        assertThat(old.open(old.seal(new byte[0], PLACE), PLACE)).isEmpty();
    }

    @Test
    void everyChangedBitIsSeen() {
        byte[] sealed = old.sealText("secret", PLACE);
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> old.open(changed, PLACE)).isInstanceOf(IllegalStateException.class);
        }
        assertThatThrownBy(() -> old.open(new byte[3], PLACE)).hasMessageContaining("no sealed text");
    }

    @Test
    void whatIsMovedElsewhereDoesNotOpen() {
        byte[] sealed = old.sealText("secret", PLACE);

        assertThatThrownBy(() -> old.open(sealed, "repository repo_2 credential"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("repo_2");
    }

    @Test
    void twoSecretsAreGoodUntilTheOlderIsGone() {
        byte[] before = old.sealText("secret", PLACE);

        assertThat(rotated.openText(before, PLACE)).isEqualTo("secret");
        byte[] after = rotated.reseal(before, PLACE).orElseThrow();
        assertThat(rotated.reseal(after, PLACE)).isEmpty();
        assertThat(under(NEW).openText(after, PLACE)).isEqualTo("secret");
        assertThatThrownBy(() -> under(NEW).openText(before, PLACE))
                .hasMessageContaining("PADDOCK_PREVIOUS_SECRET_KEY_FILE");
    }

    @Test
    void everyPurposeHasKeysOfItsOwn() {
        var secrets = new ServerSecrets(List.of(NEW, OLD));

        assertThat(secrets.keys("a")).hasSize(2).doesNotHaveDuplicates();
        assertThat(secrets.keys("a").getFirst())
                .hasSize(32)
                .isNotEqualTo(secrets.keys("b").getFirst());
        assertThat(secrets.keys("a").getLast())
                .isEqualTo(new ServerSecrets(List.of(OLD)).keys("a").getFirst());
    }
}
