import CoreMetrics
import PrometheusMetrics
import Testing

@Suite struct TextTests {
    @Test(
        "Whatever a metric is called, its exposed name is one that the format allows",
        arguments: [
            ("gate.decisions", "gate_decisions"), ("a:b_c9", "a:b_c9"), ("9lives", "_9lives"), ("", "_"),
            ("a b\n#", "a_b__"),
            ("größe", "gr__e"), ("日", "_"), ("a{x=\"y\"} 1\nb", "a_x__y___1_b"), ("-", "_"),
        ])
    func names(_ label: String, _ exposed: String) throws {
        let registry = PrometheusRegistry()
        Counter(label: label, factory: registry).increment()
        let text = try ParsedExposition(registry.render())
        #expect(text.samples == [.init(name: exposed, labels: [:], value: 1)])
        #expect(text.types == [exposed: "counter"])
    }

    @Test(
        "Label names are made valid, and never those that Prometheus keeps for itself",
        arguments: [
            ("http.method", "http_method"), ("a:b", "a_b"), ("__name__", "label___name__"), ("le", "label_le"),
            ("", "_"),
            ("1x", "_1x"), ("ü", "_"), ("a\"b", "a_b"),
        ])
    func labelNames(_ name: String, _ exposed: String) throws {
        let registry = PrometheusRegistry()
        Timer(label: "t", dimensions: [(name, "v")], factory: registry).recordSeconds(1)
        #expect(try ParsedExposition(registry.render()).value("t_count", [exposed: "v"]) == 1)
    }

    @Test(
        "A hostile label value cannot end its line or its quotation",
        arguments: [
            ("plain", "plain"), ("", ""), ("a\"b", "a\"b"), ("a\\b", "a\\b"), ("a\nb", "a\nb"), ("\\n", "\\n"),
            ("\\", "\\"),
            ("\"} 1\nevil 99\n", "\"} 1\nevil 99\n"), ("a\r\nb", "a\u{FFFD}\nb"), ("\u{1B}[31m", "\u{FFFD}[31m"),
            ("\0\u{7F}\u{85}", "\u{FFFD}\u{FFFD}\u{FFFD}"), ("ü日😀", "ü日😀"), ("a,b=c{}", "a,b=c{}"),
        ])
    func labelValues(_ value: String, _ read: String) throws {
        let registry = PrometheusRegistry()
        Counter(label: "c", dimensions: [("v", value)], factory: registry).increment()
        let text = try ParsedExposition(registry.render())
        #expect(text.samples.count == 1)
        #expect(text.value("c", ["v": read]) == 1)
    }

    @Test("A long value is cut on a whole character, a long name too")
    func long() throws {
        let registry = PrometheusRegistry()
        Counter(label: "c", dimensions: [("v", String(repeating: "日", count: 10_000))], factory: registry).increment()
        Counter(label: "c", dimensions: [("v", String(repeating: "x", count: 128))], factory: registry).increment()
        Counter(label: "c", dimensions: [("v", "a" + String(repeating: "\u{301}", count: 10_000))], factory: registry)
            .increment()
        Counter(label: String(repeating: "n", count: 10_000), factory: registry).increment()
        let text = try ParsedExposition(registry.render())
        #expect(text.value("c", ["v": String(repeating: "日", count: 42) + "…"]) == 1)
        #expect(text.value("c", ["v": String(repeating: "x", count: 128)]) == 1)
        #expect(text.value(String(repeating: "n", count: 128)) == 1)
        #expect(registry.render().utf8.count < 1_500)
    }

    @Test("Of many labels sixteen are kept, of two with one name the first")
    func manyLabels() throws {
        let registry = PrometheusRegistry()
        Counter(label: "c", dimensions: (10..<90).map { ("l\($0)", "v") }, factory: registry).increment()
        Counter(label: "d", dimensions: [("a.b", "1"), ("a_b", "2")], factory: registry).increment()
        let text = try ParsedExposition(registry.render())
        #expect(text.samples.first?.labels.count == 16)
        #expect(text.value("d", ["a_b": "1"]) == 1)
    }

    @Test("The order in which labels are given does not make another series")
    func labelOrder() throws {
        let registry = PrometheusRegistry()
        Counter(label: "c", dimensions: [("a", "1"), ("b", "2")], factory: registry).increment()
        Counter(label: "c", dimensions: [("b", "2"), ("a", "1")], factory: registry).increment()
        #expect(registry.render().contains("c{a=\"1\",b=\"2\"} 2\n"))
        #expect(try ParsedExposition(registry.render()).samples.count == 1)
    }

    @Test("Help stands before its metric, by label or exposed name, escaped")
    func help() throws {
        let registry = PrometheusRegistry(help: ["gate.age": "Age\nin \\seconds", "b_c": "Second", "unused": "Never"])
        Gauge(label: "gate.age", factory: registry).record(1)
        Gauge(label: "b.c", factory: registry).record(2)
        Gauge(label: "z", factory: registry).record(3)
        #expect(
            registry.render() == """
                # HELP b_c Second
                # TYPE b_c gauge
                b_c 2
                # HELP gate_age Age\\nin \\\\seconds
                # TYPE gate_age gauge
                gate_age 1
                # TYPE z gauge
                z 3

                """)
    }

    @Test("The same state gives the same text, however it came about")
    func stable() throws {
        func registry(_ order: [Int]) -> PrometheusRegistry {
            let registry = PrometheusRegistry()
            for at in order {
                Counter(label: "c\(at % 5)", dimensions: [("l", "\(at)")], factory: registry).increment(by: at)
                Gauge(label: "g", dimensions: [("l", "\(at)")], factory: registry).record(at)
            }
            return registry
        }
        let numbers = Array(0..<50)
        let text = registry(numbers).render()
        #expect(registry(numbers.reversed()).render() == text)
        let parsed = try ParsedExposition(text)
        #expect(parsed.typeOrder == parsed.typeOrder.sorted())
    }
}
