package dev.paddock.controlplane.openapi;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
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
            if (schema.getProperties() != null && schema.getProperties().containsKey("traceId")) {
                // Written into the reply as the ledger has it.
                Schema details = schema.getProperties().get("details");
                if (details != null) {
                    details.setType(List.of(Schema.SchemaType.OBJECT));
                }
            }
        });
    }

    /// An event stream is text.
    static Schema stream() {
        return OASFactory.createSchema().addType(Schema.SchemaType.STRING);
    }
}
