/// What holds for every call, whatever it is about: sizes, parameters, retirement.
@NullMarked
package dev.paddock.controlplane.edge;

import org.jspecify.annotations.NullMarked;
