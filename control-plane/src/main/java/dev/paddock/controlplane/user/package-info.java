/// Users who sign in through a provider, and what roles they have.
@NullMarked
package dev.paddock.controlplane.user;

import org.jspecify.annotations.NullMarked;
