/// What runs are about: repositories and review agents.
@NullMarked
package dev.paddock.controlplane.catalog;

import org.jspecify.annotations.NullMarked;
