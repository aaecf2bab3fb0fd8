package dev.paddock.controlplane.edge;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// How large the body of a call may be, where 1 MiB is too little.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface BodyLimit {

    /// In MiB, up to what `quarkus.http.limits.max-body-size` lets in at all.
    int mebibytes();
}
