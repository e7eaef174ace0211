/// What each metric means, as `/metrics` says it.
enum MetricHelp {
    static let texts = [
        "gatekeeper_decisions_total": "Decisions by verdict and, for denials, by reason code.",
        "gatekeeper_refusals_total": "Requests of verified callers that could not be judged, by reason code.",
        "gatekeeper_unverified_total": "Requests whose caller was not verified, by reason code.",
        "gatekeeper_outcomes_total": "What became of approved invitations.",
        "gatekeeper_audit_failures_total": "Entries that could not be written to the audit trail.",
        "gatekeeper_graph_seconds": "Time from sending an invitation to Graph's answer, in seconds.",
        "gatekeeper_in_doubt": "Approved invitations whose outcome is not known.",
        "gatekeeper_audit_waiting": "Requests that wait for their audit entry.",
        "gatekeeper_keys_usable": "1 while there are keys to verify tokens with.",
    ]
}
