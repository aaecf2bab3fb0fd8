package dev.paddock.controlplane.openapi;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.media.Schema;

/// What the scan of the records does not see.
final class Schemas {

    private Schemas() {}

    /// Spells words as the wire does.
    static void tidy(Components components) {
        Map<String, Schema> schemas = components.getSchemas();
        schemas.values().forEach(schema -> {
            List<Object> words = schema.getEnumeration();
            if (words != null) {
                schema.setEnumeration(words.stream()
                        .<Object>map(word -> String.valueOf(word).toLowerCase(Locale.ROOT))
                        .toList());
            }
        });
    }
}
