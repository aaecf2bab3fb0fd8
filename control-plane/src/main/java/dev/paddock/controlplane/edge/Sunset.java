package dev.paddock.controlplane.edge;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// When a call will be gone, together with `@Deprecated(since = "2026-01-31")`, which marks it as `deprecated` in the
/// OpenAPI document: its replies then have the headers `Deprecation` and `Sunset`.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Sunset {

    /// The day, in UTC: `2027-01-31`.
    String value();
}
