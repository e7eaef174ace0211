extension Policy {
    /// The periods that something is counted in; empty where nothing is.
    public var quotaPeriods: Set<QuotaPeriod> {
        Set((requirements.quotas + rules.flatMap(\.quotas)).map(\.period))
    }
}
