/// Environments and their projects, which uploads and reports belong to.
@NullMarked
package dev.paddock.controlplane.project;

import org.jspecify.annotations.NullMarked;
