package dev.paddock.controlplane.audit;

import jakarta.enterprise.util.Nonbinding;
import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A call that changes something: one entry of the audit log is written in the transaction of the change, which spans
/// the whole method. A call that is refused leaves none. What the method wants done after the commit it gives to
/// `InTransaction.afterCommit`; what the entry shall tell it gives to [AuditNotes].
///
/// The entry's object is the call's path parameter `id`, or what `Location` names in the reply, unless noted otherwise.
@InterceptorBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Audited {

    /// What is done, as `docs/audit.md` lists it: `agent.update`.
    @Nonbinding
    String value() default "";

    /// The use case writes the entry itself, because its transaction is another one than the call's.
    @Nonbinding
    boolean byUseCase() default false;
}
