package dev.paddock.controlplane.access;

/// The permissions that endpoints ask for in `@PermissionsAllowed`.
public final class Permission {

    /// Read.
    public static final String VIEW = "view";
    /// Submit, cancel, retry, review.
    public static final String RUN = "run";
    /// Send results and reports.
    public static final String UPLOAD = "upload";
    /// Change the catalogue, delete, drain.
    public static final String MANAGE = "manage";
    /// Be a runner.
    public static final String TASK = "task";

    /// Speak for one task: what a task's token allows, and nothing else.
    public static final String TASK_CALL = "task-call";
    /// See and change the server's own settings: what administrators' sessions may, and no key.
    public static final String SETTINGS = "settings";

    private Permission() {}
}
