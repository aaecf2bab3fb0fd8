package dev.paddock.reviewer.secret;

import dev.paddock.model.finding.Severity;
import java.util.List;

/// The credentials of well-known providers. Every pattern begins with a fixed prefix or is bounded, so that no input
/// makes the search slow, and none begins or ends inside a longer word.
final class KeyFormats {

    /// No part of a longer word before or after it.
    private static final String L = "(?<![A-Za-z0-9_])";
    private static final String R = "(?![A-Za-z0-9_])";

    static final List<KeyFormat> ALL = List.of(
            KeyFormat.of("a Paddock API key", "dk_live_", L + "(dk_live_[0-9a-f]{40})" + R, TokenChecks::paddockKey),
            KeyFormat.of("an AWS access key id", "IA", L + "((?:AKIA|ASIA)[A-Z2-7]{16})" + R),
            KeyFormat.of(
                    "an AWS secret access key",
                    "ecret",
                    "(?i)aws.{0,20}secret.{0,20}?[=:]\\s{0,4}[\"']?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])"),
            KeyFormat.of("a GitHub token", "gh", L + "(gh[pousr]_[A-Za-z0-9]{36})" + R),
            KeyFormat.of("a GitHub token", "github_pat_", L + "(github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})" + R),
            KeyFormat.of("a GitLab token", "gl", L + "(gl(?:pat|ptt|dt|rt|cbt|oas|ft|agent)-[A-Za-z0-9_-]{20,64})" + R),
            KeyFormat.of("a Slack token", "xox", L + "(xox[abeoprs]-\\d{8,14}-[0-9A-Za-z-]{16,120})" + R),
            KeyFormat.of("a Slack app token", "xapp-", L + "(xapp-\\d-[A-Z0-9]{8,16}-\\d{8,16}-[a-f0-9]{64})" + R),
            KeyFormat.of(
                    "a Slack webhook",
                    "hooks.slack.com",
                    "(hooks\\.slack\\.com/services/T[A-Z0-9]{8,12}/B[A-Z0-9]{8,12}/[A-Za-z0-9]{24})" + R),
            KeyFormat.of("a Stripe key", "k_live_", L + "((?:sk|rk)_live_[A-Za-z0-9]{24,120})" + R),
            KeyFormat.of("a Stripe webhook secret", "whsec_", L + "(whsec_[A-Za-z0-9]{32,64})" + R),
            KeyFormat.of("a Google API key", "AIza", L + "(AIza[A-Za-z0-9_-]{35})" + R),
            KeyFormat.of("a Google OAuth client secret", "GOCSPX-", L + "(GOCSPX-[A-Za-z0-9_-]{28})" + R),
            KeyFormat.of("an npm token", "npm_", L + "(npm_[A-Za-z0-9]{36})" + R),
            KeyFormat.of("a PyPI token", "pypi-AgE", L + "(pypi-AgE[A-Za-z0-9_-]{50,400})" + R),
            KeyFormat.of("a Docker Hub token", "dckr_pat_", L + "(dckr_pat_[A-Za-z0-9_-]{27})" + R),
            KeyFormat.of("a SendGrid key", "SG.", L + "(SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43})" + R),
            KeyFormat.of("a DigitalOcean token", "do", L + "(do[opr]_v1_[a-f0-9]{64})" + R),
            KeyFormat.of("a Shopify token", "shp", L + "(shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32})" + R),
            KeyFormat.of("an Anthropic key", "sk-ant-", L + "(sk-ant-[a-z]{3,6}\\d{2}-[A-Za-z0-9_-]{80,120})" + R),
            KeyFormat.of(
                    "an OpenAI key",
                    "T3BlbkFJ",
                    L + "(sk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{20,100}T3BlbkFJ[A-Za-z0-9_-]{20,100})" + R),
            KeyFormat.of("a Hugging Face token", "hf_", L + "(hf_[A-Za-z]{34})" + R),
            KeyFormat.of("a Databricks token", "dapi", L + "(dapi[a-f0-9]{32}(?:-\\d)?)" + R),
            KeyFormat.of("a Vault token", "hvs.", L + "(hvs\\.[A-Za-z0-9_-]{24,200})" + R),
            KeyFormat.of("a Grafana token", "glsa_", L + "(glsa_[A-Za-z0-9]{32}_[a-f0-9]{8})" + R),
            KeyFormat.of("a Telegram bot token", ":AA", L + "(\\d{8,10}:AA[A-Za-z0-9_-]{33})" + R),
            KeyFormat.of("an Azure storage key", "AccountKey=", "AccountKey=([A-Za-z0-9+/]{86}==)"),
            KeyFormat.of("an age secret key", "AGE-SECRET-KEY-1", L + "(AGE-SECRET-KEY-1[0-9A-Z]{58})" + R),
            KeyFormat.of(
                    "a private key",
                    "PRIVATE KEY",
                    // The header alone stands in every parser of the format: a key has base64 after it, whether on
                    // the next line, after armour headers, or behind the escapes of a string literal.
                    "-----BEGIN (?:[A-Z0-9]{2,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----"
                            + "(?:[\\s\"'+,;*#|>]|\\\\[nr]|[A-Z][A-Za-z-]{2,20}: [^\\r\\n]{0,80}){1,200}+"
                            + "([A-Za-z0-9+/]{40,76})",
                    secret -> !Placeholders.madeUp(secret) && Entropy.bitsPerCharacter(secret) > 3.5),
            KeyFormat.of(
                            "a JSON web token",
                            "eyJ",
                            L + "(eyJ[A-Za-z0-9_-]{10,400}\\.eyJ[A-Za-z0-9_-]{10,4000}\\.[A-Za-z0-9_-]{20,800})" + R,
                            TokenChecks::signedToken)
                    .as(Severity.WARNING),
            KeyFormat.of(
                    "a password in a URL",
                    "://",
                    "(?<![a-z0-9+])[a-z][a-z0-9+]{2,20}+://[^\\s/:@\"'<>{}$]{1,64}:([^\\s/:@\"'<>{}$%]{8,100})@"
                            + "(?!localhost|127\\.|example|host)[A-Za-z0-9.-]{3,100}",
                    secret -> Entropy.looksRandom(secret) && !Placeholders.madeUp(secret)));

    private KeyFormats() {}
}
