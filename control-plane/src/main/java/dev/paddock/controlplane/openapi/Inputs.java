package dev.paddock.controlplane.openapi;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

/// The parameters of operations.
final class Inputs {

    private static final String HEADER = "header";

    private Inputs() {}

    /// Adds a parameter, in place of what the scan made of it.
    static void add(Operation operation, Catalog.Input input) {
        Parameter.In in = HEADER.equals(input.in()) ? Parameter.In.HEADER : Parameter.In.QUERY;
        List<Parameter> parameters =
                new ArrayList<>(Objects.requireNonNullElse(operation.getParameters(), List.<Parameter>of()));
        parameters.removeIf(known -> known.getIn() == in && input.name().equalsIgnoreCase(known.getName()));
        parameters.add(OASFactory.createParameter()
                .in(in)
                .name(input.name())
                .description(input.description())
                .required(input.required() ? true : null)
                .schema(schema(input)));
        operation.setParameters(parameters);
    }

    /// The header that makes a call one to repeat.
    static void addIdempotencyKey(Operation operation) {
        add(
                operation,
                new Catalog.Input(
                        "Idempotency-Key",
                        HEADER,
                        "string",
                        "Makes the call one to repeat: 1 to 255 characters",
                        false,
                        null,
                        null,
                        null,
                        null));
    }

    private static Schema schema(Catalog.Input input) {
        Schema schema = OASFactory.createSchema();
        if (input.type().equals("date-time")) {
            schema.addType(Schema.SchemaType.STRING).format(input.type());
        } else {
            schema.addType(Schema.SchemaType.valueOf(input.type().toUpperCase(Locale.ROOT)));
        }
        if (input.words() != null) {
            schema.setEnumeration(List.copyOf(input.words()));
        }
        schema.setDefaultValue(input.otherwise());
        schema.setMinimum(input.least() == null ? null : BigDecimal.valueOf(input.least()));
        schema.setMaximum(input.most() == null ? null : BigDecimal.valueOf(input.most()));
        return schema;
    }
}
