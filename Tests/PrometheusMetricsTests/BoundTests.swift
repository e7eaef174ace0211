import CoreMetrics
import PrometheusMetrics
import Testing

@Suite struct BoundTests {
    @Test("Past the limit further labels fall into one overflow series, and those that exist go on")
    func overflow() throws {
        let registry = PrometheusRegistry(maximumSeries: 10)
        for at in 0..<10_000 {
            Counter(label: "c", dimensions: [("domain", "hostile\(at).example")], factory: registry).increment()
        }
        Counter(label: "c", dimensions: [("domain", "hostile3.example")], factory: registry).increment()
        let text = try ParsedExposition(registry.render())
        #expect(text.samples.count == 11)
        #expect(text.value("c", ["domain": "hostile3.example"]) == 2)
        #expect(text.value("c", ["domain": "hostile10.example"]) == nil)
        #expect(text.value("c", ["overflow": "true"]) == 9_990)
    }

    @Test("Each family that exists has its own overflow series, of its own type")
    func overflowOfEachFamily() throws {
        let registry = PrometheusRegistry(maximumSeries: 3)
        Counter(label: "c", factory: registry).increment()
        Gauge(label: "g", factory: registry).record(1)
        Timer(label: "t", factory: registry).recordSeconds(1)
        Counter(label: "c", dimensions: [("l", "1")], factory: registry).increment(by: 5)
        Gauge(label: "g", dimensions: [("l", "1")], factory: registry).record(6)
        Timer(label: "t", dimensions: [("l", "1")], factory: registry).recordSeconds(7)
        let text = try ParsedExposition(registry.render())
        #expect(text.value("c", ["overflow": "true"]) == 5)
        #expect(text.value("g", ["overflow": "true"]) == 6)
        #expect(text.value("t_sum", ["overflow": "true"]) == 7)
        #expect(text.value("c") == 1)
    }

    @Test("Past the limit further names fall into one family of each type")
    func overflowOfNames() throws {
        let registry = PrometheusRegistry(maximumSeries: 2)
        for at in 0..<1_000 {
            Counter(label: "c\(at)", factory: registry).increment()
            Gauge(label: "g\(at)", factory: registry).record(at)
            Timer(label: "t\(at)", factory: registry).recordSeconds(1)
        }
        let text = try ParsedExposition(registry.render())
        #expect(text.value("c0") == 1)
        #expect(text.value("g0") == 0)
        #expect(text.value("metrics_overflow_counter", ["overflow": "true"]) == 999)
        #expect(text.value("metrics_overflow_gauge", ["overflow": "true"]) == 999)
        #expect(text.value("metrics_overflow_histogram_count", ["overflow": "true"]) == 1_000)
        #expect(text.types.count == 5)
    }

    @Test("A registry with room for none still counts")
    func noRoom() throws {
        let registry = PrometheusRegistry(maximumSeries: 0)
        Counter(label: "c", factory: registry).increment()
        #expect(try ParsedExposition(registry.render()).value("metrics_overflow_counter", ["overflow": "true"]) == 1)
    }

    @Test("Two metrics of one name and two types are written under two names")
    func conflictingTypes() throws {
        let registry = PrometheusRegistry()
        Counter(label: "x", factory: registry).increment()
        Gauge(label: "x", factory: registry).record(2)
        Timer(label: "x", factory: registry).recordSeconds(3)
        Gauge(label: "x", factory: registry).record(4)
        let text = try ParsedExposition(registry.render())
        #expect(text.types == ["x": "counter", "x_gauge": "gauge", "x_histogram": "histogram"])
        #expect(text.value("x") == 1)
        #expect(text.value("x_gauge") == 4)
        #expect(text.value("x_histogram_sum") == 3)
    }

    @Test("No metric takes the name of a histogram's lines, whichever came first")
    func conflictingSampleNames() throws {
        let registry = PrometheusRegistry()
        Timer(label: "t", factory: registry).recordSeconds(1)
        Counter(label: "t_count", factory: registry).increment(by: 5)
        Counter(label: "u_sum", factory: registry).increment(by: 6)
        Timer(label: "u", factory: registry).recordSeconds(2)
        let text = try ParsedExposition(registry.render())
        #expect(text.value("t_count") == 1)
        #expect(text.value("t_count_counter") == 5)
        #expect(text.value("u_sum") == 6)
        #expect(text.value("u_histogram_sum") == 2)
    }

    @Test("Names that are the same once made valid are one metric")
    func sameAfterSanitising() throws {
        let registry = PrometheusRegistry()
        Counter(label: "a.b", factory: registry).increment()
        Counter(label: "a-b", factory: registry).increment()
        #expect(registry.render() == "# TYPE a_b counter\na_b 2\n")
    }
}
