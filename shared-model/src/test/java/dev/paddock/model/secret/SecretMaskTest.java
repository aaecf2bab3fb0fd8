package dev.paddock.model.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.model.secret.SecretShape.Alphabet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class SecretMaskTest {

    private static final String PASSWORD = "hunter2-hunter2-x";
    private static final String KEY = "dk_live_0123456789abcdef0123456789abcdef01234567";
    private static final SecretShape KEYS = new SecretShape("key", "dk_live_", 40, Alphabet.HEX, 8);
    private static final List<SecretShape> SHAPES = List.of(KEYS, SecretShape.exactly("password", PASSWORD));

    private final SecretMask mask = new SecretMask(SHAPES);

    @Test
    void whatHasTheShapeIsMaskedAndNothingElse() {
        assertThat(mask.next("a " + KEY + KEY.substring(9) + " dk_live_0 " + PASSWORD + "!"))
                .isEqualTo("a ***" + KEY.substring(9) + " dk_live_0 ***!");
        assertThat(mask.state()).isNull();
    }

    @Test
    void whatBeginsAtTheEndIsMaskedThereAndWhereItGoesOn() {
        assertThat(mask.next("key dk_live_01")).isEqualTo("key dk_live_***");
        assertThat(mask.next("")).isEmpty();
        assertThat(mask.next(KEY.substring(10) + " end")).isEqualTo("*** end");
    }

    @Test
    void aShortBeginningIsOrdinaryText() {
        assertThat(mask.next("hun")).isEqualTo("hun");
        assertThat(mask.next("gry")).isEqualTo("gry");
    }

    @Test
    void whatACutHidTheRestOfIsMasked() {
        assertThat(mask.next("x " + PASSWORD.substring(0, 12) + SecretMask.CUT)).isEqualTo("x hun***" + SecretMask.CUT);
    }

    @Test
    void theStateHoldsNothingOfTheText() {
        mask.next("hunter2-hunter2");

        assertThat(mask.state()).isEqualTo("password:15,password:7,");
        assertThat(new SecretMask(SHAPES, mask.state()).next("-x")).isEqualTo("***");
        assertThat(new SecretMask(List.of(KEYS), "password:15,").next("-x")).isEqualTo("-x");
    }

    /// Whatever the pieces and wherever another mask takes over.
    @RepeatedTest(500)
    void noSplitShowsASecret(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        String text = noise(random) + KEY + noise(random) + PASSWORD + noise(random) + PASSWORD + KEY;
        List<String> masked = new ArrayList<>();
        SecretMask current = mask;
        for (String piece : pieces(text, random)) {
            masked.add(current.next(piece));
            current = random.nextBoolean() ? current : new SecretMask(SHAPES, current.state());
        }
        String joined = String.join("", masked);

        assertThat(joined).doesNotContain(KEY, PASSWORD);
        assertThat(longestShared(joined, PASSWORD)).as(joined).isLessThanOrEqualTo(SecretShape.OPEN);
        assertThat(longestShared(joined, KEY.substring(8))).as(joined).isLessThanOrEqualTo(SecretShape.OPEN);
    }

    /// Text that shares no two characters with a secret.
    private static String noise(Random random) {
        return random.ints(random.nextInt(20), 'K', 'Z')
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    private static List<String> pieces(String text, Random random) {
        int longest = 1 + random.nextInt(30);
        List<String> pieces = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int to = Math.min(text.length(), from + random.nextInt(longest + 1));
            pieces.add(text.substring(from, to));
            from = to;
        }
        return pieces;
    }

    private static int longestShared(String text, String secret) {
        int longest = 0;
        for (int from = 0; from < secret.length(); from++) {
            while (from + longest < secret.length() && text.contains(secret.substring(from, from + longest + 1))) {
                longest++;
            }
        }
        return longest;
    }
}
