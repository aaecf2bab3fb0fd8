/// What runners are told between their calls: to stop a task, to take no more.
@NullMarked
package dev.paddock.controlplane.command;

import org.jspecify.annotations.NullMarked;
