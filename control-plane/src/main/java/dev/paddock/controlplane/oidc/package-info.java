/// Signing in through OpenID Connect: the authorization code flow with PKCE, state and nonce.
@NullMarked
package dev.paddock.controlplane.oidc;

import org.jspecify.annotations.NullMarked;
