/// What each metric means, as `/metrics` says it.
enum MetricHelp {
    static let texts = [
        "gatekeeper_decisions_total": "Decisions by verdict and, for denials, by reason code.",
        "gatekeeper_inquiries_total": "Inquiries (POST /v1/decisions) by verdict.",
        "gatekeeper_candidate_total": "What the candidate policy said of the same requests, and whether it differed.",
        "gatekeeper_refusals_total": "Requests of verified callers that could not be judged, by reason code.",
        "gatekeeper_unverified_total": "Requests whose caller was not verified, by reason code.",
        "gatekeeper_outcomes_total": "What became of approved invitations.",
        "gatekeeper_audit_failures_total": "Entries that could not be written to the audit trail.",
        "gatekeeper_graph_seconds": "Time from sending an invitation to Graph's answer, in seconds.",
        "gatekeeper_in_doubt": "Approved invitations whose outcome is not known.",
        "gatekeeper_audit_waiting": "Requests that wait for their audit entry.",
        "gatekeeper_policy_info": "1, with the name, digest and mode of the policy in force.",
        "gatekeeper_policy_candidate_info": "1, with the name, digest and mode of the candidate policy.",
        "gatekeeper_policy_loads_total": "Readings of policy files, by what became of them.",
        "gatekeeper_policy_age_seconds": "Seconds since the policy's files were last found whole.",
        "gatekeeper_policy_too_old": "1 while that is longer than policy.maxAge.",
        "gatekeeper_policy_loaded_timestamp_seconds": "When the policy in force was loaded, in seconds since 1970.",
        "gatekeeper_keys_usable": "1 while there are keys to verify tokens with.",
    ]
}
