/// How long builds, reports and logs are kept, and what deletes them afterwards.
@NullMarked
package dev.paddock.controlplane.retention;

import org.jspecify.annotations.NullMarked;
