package dev.paddock.model.secret;

/// What a secret looks like: some text, and so many characters of an alphabet behind it.
///
/// @param name tells it from the others of one mask; no `:`, `,` or space
/// @param head the text it begins with; not empty
/// @param rest how many characters of the alphabet follow
/// @param alphabet what they may be
/// @param open how many of its first characters may be seen where it is cut into pieces: they say nothing, or too
///     little to blacken every line that ends with them
public record SecretShape(String name, String head, int rest, Alphabet alphabet, int open) {

    /// The first characters of an exact secret that may be seen where it is cut into pieces.
    static final int OPEN = 3;

    /// What the characters behind a head may be.
    public enum Alphabet {
        /// Lower-case.
        HEX("0123456789abcdef"),
        /// Hex digits, and what stands between the parts of a task's token.
        HEX_PARTS("0123456789abcdef-_"),
        /// Letters, digits and `_`.
        WORD("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"),
        /// Base64's digits, and those of its form for URLs.
        BASE64("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_");

        private static final int ASCII = 128;

        private final boolean[] has = new boolean[ASCII];

        Alphabet(String characters) {
            characters.chars().forEach(c -> has[c] = true);
        }

        boolean has(char c) {
            return c < ASCII && has[c];
        }
    }

    /// A secret known to its last character.
    public static SecretShape exactly(String name, String secret) {
        return new SecretShape(name, secret, 0, Alphabet.WORD, Math.min(OPEN, secret.length() - 1));
    }

    int length() {
        return head.length() + rest;
    }

    /// How many characters of this, from its `done`-th on, stand in `text` at `from`; fewer than what is left of it
    /// only at the end of `text`, and -1 where something else stands there.
    int match(int done, String text, int from) {
        int count = Math.min(length() - done, text.length() - from);
        int inHead = Math.clamp(head.length() - done, 0, count);
        if (!text.regionMatches(from, head, Math.min(done, head.length()), inHead)) {
            return -1;
        }
        for (int i = inHead; i < count; i++) {
            if (!alphabet.has(text.charAt(from + i))) {
                return -1;
            }
        }
        return count;
    }
}
