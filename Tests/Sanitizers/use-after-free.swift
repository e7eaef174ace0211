// Reads memory that was given back: what AddressSanitizer must report before its silence about the suite means anything.
let memory = UnsafeMutablePointer<Int>.allocate(capacity: 4)
memory.initialize(repeating: CommandLine.arguments.count, count: 4)
if CommandLine.arguments.count == 1 { memory.deallocate() }
print(memory[2])
