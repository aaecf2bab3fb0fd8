package dev.paddock.controlplane.edge;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/// Tells callers of a deprecated operation since when it is one (RFC 9745) and until when it will answer (RFC 8594).
/// Costs the other operations nothing.
@Provider
public class Retirement implements DynamicFeature {

    @Override
    public void configure(ResourceInfo info, FeatureContext context) {
        Method method = info.getResourceMethod();
        Deprecated deprecated = method.getAnnotation(Deprecated.class);
        Sunset sunset = method.getAnnotation(Sunset.class);
        if (deprecated != null) {
            context.register(new Headers(
                    "@" + midnight(deprecated.since()).toEpochSecond(),
                    sunset == null ? null : DateTimeFormatter.RFC_1123_DATE_TIME.format(midnight(sunset.value()))));
        }
    }

    private static ZonedDateTime midnight(String day) {
        return LocalDate.parse(day).atStartOfDay(ZoneOffset.UTC);
    }

    /// What one operation's replies get.
    private record Headers(String deprecation, @Nullable String sunset) implements ContainerResponseFilter {

        @Override
        public void filter(ContainerRequestContext request, ContainerResponseContext response) {
            response.getHeaders().putSingle("Deprecation", deprecation);
            if (sunset != null) {
                response.getHeaders().putSingle("Sunset", sunset);
            }
        }
    }
}
