/// What an agent that runs in a pod tells Kubernetes.
@NullMarked
package dev.paddock.runner.kubernetes;

import org.jspecify.annotations.NullMarked;
