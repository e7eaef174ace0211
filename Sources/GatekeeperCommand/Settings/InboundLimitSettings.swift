import Gatekeeper

extension SettingsReader {
    /// How often callers and inviters may ask for anything.
    mutating func inboundLimits() -> InboundLimits {
        var limits = InboundLimits()
        limits.perCallerAndSecond = int("limits.perCallerAndSecond", in: 1...100_000, default: limits.perCallerAndSecond)
        limits.perInviterAndMinute = int("limits.perInviterAndMinute", in: 1...6_000_000, default: limits.perInviterAndMinute)
        return limits
    }
}
