/// The repositories that runs are about, and the credentials that open them.
@NullMarked
package dev.paddock.controlplane.repository;

import org.jspecify.annotations.NullMarked;
