package dev.paddock.model.runner;

/// Reply to an enrolment: an API key that is good for one runner, which nobody can show again.
///
/// @param id of the key, as administrators list it
/// @param runnerId the runner
/// @param key its text: a secret
public record RunnerCredential(String id, String runnerId, String key) {

    /// Shows no key.
    @Override
    public String toString() {
        return "RunnerCredential[" + id + " of " + runnerId + "]";
    }
}
