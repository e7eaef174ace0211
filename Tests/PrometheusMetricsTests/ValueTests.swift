import CoreMetrics
import PrometheusMetrics
import Testing

@Suite struct ValueTests {
    private let registry = PrometheusRegistry()

    private func parsed() throws -> ParsedExposition { try ParsedExposition(registry.render()) }

    @Test("A registry without metrics renders nothing")
    func empty() {
        #expect(registry.render() == "")
    }

    @Test("What is told by labels is one series of 1: a new one takes the old one's place, and leaves other metrics alone")
    func info() throws {
        Gauge(label: "keys", factory: registry).record(3)
        for digest in ["a", "b", "b", "c"] { registry.setInfo("policy_info", dimensions: [("digest", digest)]) }
        #expect(registry.render() == "# TYPE keys gauge\nkeys 3\n# TYPE policy_info gauge\npolicy_info{digest=\"c\"} 1\n")
        // It takes the room of one series, however often it changes.
        let small = PrometheusRegistry(maximumSeries: 2)
        for digest in 0..<10 { small.setInfo("policy_info", dimensions: [("digest", String(digest))]) }
        Gauge(label: "keys", factory: small).record(3)
        #expect(small.render() == "# TYPE keys gauge\nkeys 3\n# TYPE policy_info gauge\npolicy_info{digest=\"9\"} 1\n")
    }

    @Test("A counter counts, and two of one name and labels are one")
    func counter() throws {
        let counter = Counter(label: "decisions", dimensions: [("outcome", "denied")], factory: registry)
        counter.increment()
        counter.increment(by: 41)
        Counter(label: "decisions", dimensions: [("outcome", "denied")], factory: registry).increment()
        Counter(label: "decisions", dimensions: [("outcome", "approved")], factory: registry).increment(by: 7)
        #expect(
            registry.render() == """
                # TYPE decisions counter
                decisions{outcome="approved"} 7
                decisions{outcome="denied"} 43

                """)
        counter.reset()
        #expect(try parsed().value("decisions", ["outcome": "denied"]) == 0)
    }

    @Test("A counter never goes down, and a big one is written exactly")
    func counterOnlyGrows() throws {
        let counter = Counter(label: "c", factory: registry)
        counter.increment(by: 9_007_199_254_740_993)
        counter.increment(by: -5)
        counter.increment(by: 0)
        #expect(registry.render().contains("c 9007199254740993\n"))
        counter.increment(by: Int64.max)
        counter.increment(by: Int64.max)
        _ = try parsed()
    }

    @Test("A floating-point counter adds fractions and leaves out what is no amount")
    func floatingPointCounter() throws {
        let counter = FloatingPointCounter(label: "seconds", factory: registry)
        for amount in [0.25, 0.5, -1, .nan, .infinity, -.infinity, 0] { counter.increment(by: amount) }
        #expect(try parsed().types == ["seconds": "counter"])
        #expect(try parsed().value("seconds") == 0.75)
        Counter(label: "seconds", factory: registry).increment(by: 2)
        #expect(try parsed().value("seconds") == 2.75)
        counter.reset()
        #expect(try parsed().value("seconds") == 0)
    }

    @Test("A gauge and a meter hold what was set last, moved by what was added since")
    func gauges() throws {
        let gauge = Gauge(label: "age", factory: registry)
        gauge.record(10)
        gauge.record(2.5)
        let meter = Meter(label: "open", factory: registry)
        meter.set(5)
        meter.increment(by: 2)
        meter.decrement(by: 10)
        meter.increment(by: Double.nan)
        #expect(try parsed().types == ["age": "gauge", "open": "gauge"])
        #expect(try parsed().value("age") == 2.5)
        #expect(try parsed().value("open") == -3)
    }

    @Test("Numbers that are none are written as the format has them")
    func specialNumbers() throws {
        Gauge(label: "a", factory: registry).record(Double.infinity)
        Gauge(label: "b", factory: registry).record(-Double.infinity)
        Gauge(label: "c", factory: registry).record(Double.nan)
        Gauge(label: "d", factory: registry).record(1e300)
        Gauge(label: "e", factory: registry).record(1e-7)
        #expect(registry.render().contains("a +Inf\n"))
        #expect(registry.render().contains("b -Inf\n"))
        #expect(registry.render().contains("c NaN\n"))
        #expect(try parsed().value("d") == 1e300)
        #expect(try parsed().value("e") == 1e-7)
        Meter(label: "c", factory: registry).increment(by: 1)
        #expect(try #require(try parsed().value("c")).isNaN)
    }

    @Test("A timer is a histogram in seconds, its buckets cumulative and its bounds inclusive")
    func timer() throws {
        let timer = Timer(label: "request", dimensions: [("path", "/x")], factory: registry)
        timer.recordNanoseconds(50_000)
        timer.recordMilliseconds(5)
        timer.recordNanoseconds(5_000_001)
        timer.recordSeconds(3)
        timer.recordSeconds(60)
        timer.recordNanoseconds(-7)
        let text = try parsed()
        #expect(text.types == ["request": "histogram"])
        func bucket(_ bound: String) -> Double? { text.value("request_bucket", ["path": "/x", "le": bound]) }
        #expect(bucket("0.0001") == 2)
        #expect(bucket("0.0025") == 2)
        #expect(bucket("0.005") == 3)
        #expect(bucket("0.01") == 4)
        #expect(bucket("2.5") == 4)
        #expect(bucket("5") == 5)
        #expect(bucket("10") == 5)
        #expect(bucket("+Inf") == 6)
        #expect(text.value("request_count", ["path": "/x"]) == 6)
        #expect(abs((text.value("request_sum", ["path": "/x"]) ?? 0) - 63.010050001) < 1e-9)
        #expect(text.samples.count == 19)
    }

    @Test("The bounds of the buckets are the documented ones, in their order")
    func bounds() throws {
        Timer(label: "t", factory: registry).recordSeconds(1)
        let bounds = try parsed().samples.compactMap { $0.labels["le"] }
        #expect(
            bounds == [
                "0.0001", "0.00025", "0.0005", "0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25",
                "0.5",
                "1", "2.5", "5", "10", "+Inf",
            ])
    }

    @Test("A recorder is a histogram, and leaves out what would spoil its sum")
    func recorder() throws {
        let recorder = Recorder(label: "size", factory: registry)
        recorder.record(2)
        recorder.record(0.5)
        recorder.record(Double.nan)
        recorder.record(Double.infinity)
        #expect(try parsed().value("size_count") == 2)
        #expect(try parsed().value("size_sum") == 2.5)
        #expect(try parsed().value("size_bucket", ["le": "1"]) == 1)
    }

    @Test("A destroyed metric keeps its last value for the next scrape, and for others who hold it")
    func destroy() throws {
        let one = Counter(label: "c", factory: registry)
        let two = Counter(label: "c", factory: registry)
        one.increment()
        one.destroy()
        two.increment()
        #expect(try parsed().value("c") == 2)
    }

    @Test("No increment of many at once is lost, and rendering meanwhile gives whole texts")
    func concurrency() async throws {
        let registry = registry
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask { @concurrent in
                    for _ in 0..<2_000 {
                        Counter(label: "c", dimensions: [("task", "\(task % 2)")], factory: registry).increment()
                        FloatingPointCounter(label: "f", factory: registry).increment(by: 0.5)
                        Meter(label: "m", factory: registry).increment(by: 1)
                        Timer(label: "t", factory: registry).recordMilliseconds(1)
                    }
                }
            }
            group.addTask { @concurrent in
                for _ in 0..<20 {
                    do { _ = try ParsedExposition(registry.render()) } catch { Issue.record(error) }
                }
            }
        }
        let text = try parsed()
        #expect(text.value("c", ["task": "0"]) == 8_000)
        #expect(text.value("c", ["task": "1"]) == 8_000)
        #expect(text.value("f") == 8_000)
        #expect(text.value("m") == 16_000)
        #expect(text.value("t_count") == 16_000)
        #expect(text.value("t_bucket", ["le": "0.001"]) == 16_000)
    }
}
