package dev.paddock.controlplane.trace;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import org.jspecify.annotations.Nullable;

/// Switches OpenTelemetry off unless `PADDOCK_OTLP_ENDPOINT` says where spans are to go: a span that nobody gets costs
/// every call some ten microseconds. Who sets `quarkus.otel.sdk.disabled` decides himself.
public final class SpansOnDemand implements ConfigSourceInterceptor {

    private static final long serialVersionUID = 1;

    private static final String DISABLED = "quarkus.otel.sdk.disabled";
    private static final String ENDPOINT = "PADDOCK_OTLP_ENDPOINT";

    @Override
    public @Nullable ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        ConfigValue said = context.proceed(name);
        if (!name.equals(DISABLED) || (said != null && said.getSourceOrdinal() > 0)) {
            return said;
        }
        ConfigValue endpoint = context.proceed(ENDPOINT);
        boolean wanted = endpoint != null
                && endpoint.getValue() != null
                && !endpoint.getValue().isBlank();
        return ConfigValue.builder()
                .withName(DISABLED)
                .withValue(String.valueOf(!wanted))
                .withConfigSourceName(SpansOnDemand.class.getSimpleName())
                .build();
    }
}
