package dev.paddock.reviewer.secret;

import java.util.HashMap;
import java.util.Map;

/// How random a text looks.
final class Entropy {

    /// From this length on, what a person types is rare and what a machine draws is usual.
    private static final int MACHINE_MADE = 20;

    private Entropy() {}

    /// Shannon's entropy of the characters, 0 for one repeated character.
    static double bitsPerCharacter(String text) {
        Map<Character, Integer> counts = new HashMap<>();
        for (int i = 0; i < text.length(); i++) {
            counts.merge(text.charAt(i), 1, Integer::sum);
        }
        double bits = 0;
        for (int count : counts.values()) {
            double share = (double) count / text.length();
            bits -= share * Math.log(share) / Math.log(2);
        }
        return bits;
    }

    /// True for what a generator would draw as a key and for what a careful person would choose as a password. The
    /// thresholds come from the sources of this project's dependencies, see `FalseAlarmTest`.
    static boolean looksRandom(String text) {
        Classes classes = Classes.of(text);
        if (text.length() < MACHINE_MADE) {
            return classes.kinds() >= 3 && classes.digits() > 0 && bitsPerCharacter(text) >= 2.75;
        }
        if (text.matches("[0-9a-f]+|[0-9A-F]+")) {
            return text.length() >= 32 && classes.letters() > 0 && bitsPerCharacter(text) >= 3.0;
        }
        return classes.kinds() >= 2 && classes.digits() >= 2 && classes.letters() > 0 && bitsPerCharacter(text) >= 3.7;
    }

    private record Classes(int upper, int lower, int digits, int others) {

        static Classes of(String text) {
            int upper = 0;
            int lower = 0;
            int digits = 0;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                upper += c >= 'A' && c <= 'Z' ? 1 : 0;
                lower += c >= 'a' && c <= 'z' ? 1 : 0;
                digits += c >= '0' && c <= '9' ? 1 : 0;
            }
            return new Classes(upper, lower, digits, text.length() - upper - lower - digits);
        }

        int letters() {
            return upper + lower;
        }

        int kinds() {
            return Integer.signum(upper) + Integer.signum(lower) + Integer.signum(digits) + Integer.signum(others);
        }
    }
}
