/// How reports of runs that were executed elsewhere come in.
@NullMarked
package dev.paddock.controlplane.ingest;

import org.jspecify.annotations.NullMarked;
