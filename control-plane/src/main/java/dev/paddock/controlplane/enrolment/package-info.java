/// Fleets: how runners get credentials of their own, and how what is left of those that are gone is removed.
@NullMarked
package dev.paddock.controlplane.enrolment;

import org.jspecify.annotations.NullMarked;
