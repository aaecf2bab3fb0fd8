/// Signing in with a password: the built-in administrator.
@NullMarked
package dev.paddock.controlplane.login;

import org.jspecify.annotations.NullMarked;
