package dev.paddock.controlplane.ingest;

import dev.paddock.controlplane.image.Png;
import dev.paddock.controlplane.image.PngCheck;
import dev.paddock.controlplane.screenshot.Screenshots;
import java.util.Base64;

/// A screenshot as it stands in a report.
final class Inline {

    private static final String DATA = "data:";
    private static final String PNG = "data:image/png;base64,";

    /// What became of the text.
    sealed interface Read {

        record Good(Png png) implements Read {}

        /// @param why completes a sentence that begins with the member's name
        record Bad(String why) implements Read {}
    }

    private Inline() {}

    static Read read(String text) {
        if (text.startsWith(DATA) && !text.startsWith(PNG)) {
            return new Read.Bad("must begin with " + PNG + " when it is a data URL");
        }
        String encoded = text.startsWith(PNG) ? text.substring(PNG.length()) : text;
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(encoded);
        } catch (IllegalArgumentException e) {
            return new Read.Bad("is not base64");
        }
        if (bytes.length > Screenshots.MOST_BYTES) {
            return new Read.Bad("is larger than " + (Screenshots.MOST_BYTES >> 20) + " MiB");
        }
        return switch (PngCheck.of(bytes)) {
            case PngCheck.Whole(Png png) -> new Read.Good(png);
            case PngCheck.Refused(String why) -> new Read.Bad(why);
        };
    }
}
