/// Reports of runs as their senders and reviewers read them.
@NullMarked
package dev.paddock.controlplane.report;

import org.jspecify.annotations.NullMarked;
