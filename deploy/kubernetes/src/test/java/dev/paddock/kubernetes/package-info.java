/// Tests of the manifests for Kubernetes, as kustomize renders them.
@NullMarked
package dev.paddock.kubernetes;

import org.jspecify.annotations.NullMarked;
