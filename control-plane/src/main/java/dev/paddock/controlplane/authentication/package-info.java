/// What callers show, and whose it is.
@NullMarked
package dev.paddock.controlplane.authentication;

import org.jspecify.annotations.NullMarked;
