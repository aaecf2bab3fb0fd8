/// What happened, as subscribers and replicas hear it.
@NullMarked
package dev.paddock.model.event;

import org.jspecify.annotations.NullMarked;
