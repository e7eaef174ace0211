import Foundation
import Testing

extension ServiceTests {
    /// A sample of what `gatekeeper-faults sweep` tries whole.
    @Suite struct SystemCallFaults {
        private static var program: String {
            GateProcess.program.deletingLastPathComponent().appendingPathComponent("gatekeeper-faults").path
        }

        @Test func whicheverCallOfTheStoreFailsWhatWasAcknowledgedIsInTheTrail() async throws {
            let run = try Run(Self.program, ["sweep", "--sample", "60", "--seed", "4"])
            let said = await run.outputText()
            let errors = await run.errorText()
            #expect(await run.ending.value == 0, "\(said) \(errors)")
            #expect(said.contains("; 0 runs left something wrong"), "\(said)")
        }
    }
}
