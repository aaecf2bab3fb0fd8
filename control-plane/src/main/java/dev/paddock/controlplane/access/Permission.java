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

    /// Enrol runners: what a key of the role `enrolment` allows, and nothing else. No other role has it, so that a
    /// key that leaks makes no other unless it was made for that.
    public static final String ENROL = "enrol";

    /// Keys, clients, users and what else stands under `/api/settings`: sessions have it that may manage, keys never.
    public static final String SETTINGS = "settings";

    private Permission() {}
}
