/// What the trends of a project's reports are made of.
@NullMarked
package dev.paddock.controlplane.trend;

import org.jspecify.annotations.NullMarked;
