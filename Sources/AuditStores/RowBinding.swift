import GRDB
import GRDBSQLite

/// The values of one row to insert, laid out once and bound without a copy or a box for each: the writer's thread does
/// this for every entry, and it was a third of its work.
struct RowBinding {
    private enum Value {
        case null
        case integer(Int64)
        case text(Range<Int>)
        case blob(Range<Int>)
    }

    private var values: [Value] = []
    private var bytes: [UInt8] = []

    init(reserving count: Int) {
        bytes.reserveCapacity(count)
        values.reserveCapacity(12)
    }

    mutating func add(_ number: Int64) { values.append(.integer(number)) }

    mutating func add(_ text: String?) {
        guard let text else { return values.append(.null) }
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        values.append(.text(start..<bytes.count))
    }

    mutating func add(text: [UInt8]) {
        let start = bytes.count
        bytes.append(contentsOf: text)
        values.append(.text(start..<bytes.count))
    }

    mutating func add(blob words: UInt64...) {
        let start = bytes.count
        for word in words {
            for shift in stride(from: UInt64(56), through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
        values.append(.blob(start..<bytes.count))
    }

    mutating func addNull() { values.append(.null) }

    /// Runs a prepared statement that gives no rows.
    func run(_ statement: Statement, in db: Database) throws {
        _ = try fetchInteger(statement, in: db)
    }

    /// Runs a prepared statement that gives at most one row: the number in its first column, if it gives one.
    func fetchInteger(_ statement: Statement, in db: Database) throws -> Int64? {
        let handle = unsafe statement.sqliteStatement
        var found: Int64?
        let result = unsafe bytes.withUnsafeBufferPointer { buffer -> CInt in
            for (position, value) in values.enumerated() {
                let code = unsafe Self.bind(value, at: CInt(position + 1), of: handle, from: buffer)
                guard code == SQLITE_OK else { return code }
            }
            var code = unsafe sqlite3_step(handle)
            if code == SQLITE_ROW {
                found = unsafe sqlite3_column_int64(handle, 0)
                code = unsafe sqlite3_step(handle)
            }
            // The bindings point into the buffer, so they must not outlive it.
            _ = unsafe sqlite3_reset(handle)
            _ = unsafe sqlite3_clear_bindings(handle)
            return code
        }
        guard result == SQLITE_DONE else {
            throw DatabaseError(resultCode: ResultCode(rawValue: result), message: db.lastErrorMessage)
        }
        return found
    }

    /// A null destructor is SQLITE_STATIC: SQLite makes no copy.
    private static func bind(
        _ value: Value, at place: CInt, of handle: OpaquePointer, from buffer: UnsafeBufferPointer<UInt8>
    ) -> CInt {
        switch value {
        case .null: return unsafe sqlite3_bind_null(handle, place)
        case .integer(let number): return unsafe sqlite3_bind_int64(handle, place, number)
        case .text(let range):
            // An empty text has an address too: the buffer was reserved. Without one it would be null, which a column
            // that wants a text refuses.
            guard let base = buffer.baseAddress else { return unsafe sqlite3_bind_null(handle, place) }
            return unsafe (base + range.lowerBound).withMemoryRebound(to: CChar.self, capacity: range.count) {
                unsafe sqlite3_bind_text(handle, place, $0, CInt(range.count), nil)
            }
        case .blob(let range):
            guard let base = buffer.baseAddress else { return unsafe sqlite3_bind_null(handle, place) }
            return unsafe sqlite3_bind_blob(handle, place, base + range.lowerBound, CInt(range.count), nil)
        }
    }
}
