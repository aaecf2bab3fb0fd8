package dev.paddock.model.secret;

import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Masks secrets in texts that follow one another, also those that begin in one text and end in a later one.
///
/// Nothing is held back and nothing that was masked is needed again. The end of a text that begins a secret is masked
/// at once, but for the secret's open characters; if the next texts go on with it, they are masked up to its end.
/// Thread-safe.
public final class SecretMask {

    /// What stands for a secret.
    public static final String MASK = "***";

    /// The end of a line that was too long to be kept whole. What stands before it may be the beginning of a secret.
    public static final String CUT = " … [cut: the line is longer than 16 KiB]";

    private final List<SecretShape> shapes;
    private Set<Begun> begun = new LinkedHashSet<>();

    /// A secret whose first `done` characters ended a text.
    private record Begun(SecretShape shape, int done) {}

    /// @param shapes of different names
    public SecretMask(List<SecretShape> shapes) {
        this(shapes, null);
    }

    /// A mask that goes on where another one with the same shapes was.
    ///
    /// @param state what its [#state] said
    public SecretMask(List<SecretShape> shapes, @Nullable String state) {
        this.shapes = List.copyOf(shapes);
        if (state != null) {
            restore(state);
        }
    }

    /// The next text, masked.
    public synchronized String next(String text) {
        if (!text.endsWith(CUT)) {
            return masked(text);
        }
        return masked(text.substring(0, text.length() - CUT.length())) + CUT;
    }

    /// What the texts so far may have begun, to go on from; null for nothing. It holds names and numbers, and nothing
    /// of any text.
    public synchronized @Nullable String state() {
        if (begun.isEmpty()) {
            return null;
        }
        StringBuilder state = new StringBuilder();
        begun.forEach(one ->
                state.append(one.shape().name()).append(':').append(one.done()).append(','));
        return state.toString();
    }

    private void restore(String state) {
        for (String one : state.split(",", -1)) {
            int colon = one.indexOf(':');
            for (SecretShape shape : shapes) {
                if (colon > 0 && shape.name().equals(one.substring(0, colon))) {
                    begun.add(new Begun(shape, Integer.parseInt(one.substring(colon + 1))));
                }
            }
        }
    }

    private String masked(String text) {
        BitSet hidden = new BitSet();
        Set<Begun> next = new LinkedHashSet<>();
        for (Begun one : begun) {
            match(one.shape(), one.done(), text, 0, hidden, next);
        }
        for (SecretShape shape : shapes) {
            char first = shape.head().charAt(0);
            for (int at = text.indexOf(first); at >= 0; at = text.indexOf(first, at + 1)) {
                match(shape, 0, text, at, hidden, next);
            }
        }
        begun = next;
        return hidden.isEmpty() ? text : write(text, hidden);
    }

    private static void match(SecretShape shape, int done, String text, int from, BitSet hidden, Set<Begun> next) {
        int count = shape.match(done, text, from);
        if (count < 0) {
            return;
        }
        boolean whole = done + count == shape.length();
        int hide = whole ? 0 : Math.max(0, shape.open() - done);
        if (hide < count) {
            hidden.set(from + hide, from + count);
        }
        if (!whole) {
            next.add(new Begun(shape, done + count));
        }
    }

    private static String write(String text, BitSet hidden) {
        StringBuilder masked = new StringBuilder(text.length());
        int from = 0;
        for (int at = hidden.nextSetBit(0); at >= 0; at = hidden.nextSetBit(from)) {
            masked.append(text, from, at).append(MASK);
            from = hidden.nextClearBit(at);
        }
        return masked.append(text, from, text.length()).toString();
    }
}
