/// Who changed what, when and from where: written with the change, chained afterwards.
@NullMarked
package dev.paddock.controlplane.audit;

import org.jspecify.annotations.NullMarked;
