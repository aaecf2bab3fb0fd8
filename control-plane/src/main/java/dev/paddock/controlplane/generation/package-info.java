/// Reports are made: claimed from the queue by whichever replica has room, generated, published.
@NullMarked
package dev.paddock.controlplane.generation;

import org.jspecify.annotations.NullMarked;
