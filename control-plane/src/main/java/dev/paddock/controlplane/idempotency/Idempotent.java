package dev.paddock.controlplane.idempotency;

import jakarta.enterprise.util.Nonbinding;
import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A call that a caller may repeat with the same `Idempotency-Key`: it is carried out once, and the first reply is
/// given again for 24 hours. Without the header nothing is kept.
///
/// The effect and the reply are committed together, in one transaction around the whole method. What the method wants
/// done after the commit it gives to `InTransaction.afterCommit`.
@InterceptorBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Idempotent {

    /// The use case knows a repeat by itself, in a transaction of its own: no other is put around it.
    @Nonbinding
    boolean byUseCase() default false;

    /// Whether the reply is kept, a refusal too. False: the use case finds what a repeat asks for by
    /// itself, and what was refused is judged anew. So it is where the body is read as it comes: one
    /// that broke off says nothing about the next, and only who reads it knows whether it is the same.
    @Nonbinding
    boolean keepsReply() default true;

    /// The reply holds a secret, which is not kept: a repeat is answered with 409 `secret_shown_once`.
    @Nonbinding
    boolean secretReply() default false;
}
