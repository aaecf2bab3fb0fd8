/// Builds: what was uploaded of a project, how it was judged, and the reports that are to be made of it.
@NullMarked
package dev.paddock.controlplane.build;

import org.jspecify.annotations.NullMarked;
