import Foundation
import Invitations
import Testing

extension ServiceTests {
    /// The list of reasons is closed, and so is the list of those that no request of this release can meet.
    @Suite struct ReasonCoverage {
        private static let notGivenYet: Set<ReasonCode> = [
            // A fault in the gate.
            .internalError
        ]

        @Test func everyReasonThatAServedRequestCanMeetIsMetByATestHere() throws {
            let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            let texts = try files.filter { $0.path != #filePath && $0.lastPathComponent.hasSuffix("Tests.swift") }
                .map { try String(contentsOf: $0, encoding: .utf8) }
            for reason in ReasonCode.allCases {
                let name = ".\(reason.rawValue)"
                let isMet = texts.contains { text in
                    text.ranges(of: name).contains { !(text[$0.upperBound...].first?.isLetter ?? false) }
                }
                #expect(isMet != Self.notGivenYet.contains(reason), "\(reason.rawValue)")
            }
        }
    }
}
