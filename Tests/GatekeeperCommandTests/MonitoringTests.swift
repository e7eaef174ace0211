import Foundation
import Testing
import Yams

@testable import GatekeeperCommand

/// The page about metrics and alerts, the rules in `deploy/alerts.yaml`, and the sources say the same.
@Suite("Monitoring")
struct MonitoringTests {
    /// What an alert may ask of besides the gate's own metrics: Prometheus's, and the blackbox exporter's.
    private static let others: Set<String> = ["up", "probe_success"]

    /// The metric of a series: a histogram has three.
    private static func metric(_ series: String) -> String {
        for end in ["_bucket", "_sum", "_count"] where series.hasSuffix(end) && MetricHelp.texts[series] == nil {
            return String(series.dropLast(end.count))
        }
        return series
    }

    private static func metrics(in text: String) -> Set<String> {
        Set(text.matches(of: /\bgatekeeper_[a-z_]+[a-z]/).map { metric(String($0.output)) })
    }

    private struct Rule: Hashable {
        let name: String
        let severity: String
        let expression: String
    }

    private static func rules() throws -> [(rule: Rule, node: Node)] {
        let file = try #require(try Yams.compose(yaml: Pages.text("deploy/alerts.yaml")))
        return try #require(file["groups"]?.array()).flatMap { group in
            try #require(group["rules"]?.array()).map { rule in
                let severity = try #require(rule["labels"]?["severity"]?.string)
                let duration = rule["for"]?.string.map { ", for \($0)" } ?? ""
                return (
                    Rule(name: try #require(rule["alert"]?.string), severity: severity + duration, expression: try #require(rule["expr"]?.string)),
                    rule
                )
            }
        }
    }

    @Test("Every metric has its row, with its type, and no row is of another")
    func everyMetric() throws {
        let rows = Pages.rows(try Pages.page("Monitoring"), under: ["name", "type", "labels", "meaning"])
        let names = rows.flatMap { Pages.code($0[0]) }
        #expect(names.count == Set(names).count && names.count == rows.count)
        #expect(Set(names) == Set(MetricHelp.texts.keys))
        let sources = try Pages.files(below: "Sources", ending: ".swift").map(Pages.text).joined()
        for row in rows {
            let name = try #require(Pages.code(row[0]).first)
            let place = try #require(sources.range(of: "label: \"\(name)\"") ?? sources.range(of: "(\"\(name)\""), "\(name)")
            // Made by a constructor, or by a function that is named for what it makes.
            let before = sources[..<place.lowerBound].suffix(160)
            let makers = before.matches(of: /\b(Counter|byReason|Gauge|gauge|setInfo|inDoubt|Timer)\b/)
            let type =
                switch makers.last.map({ String($0.output.1) }) {
                case "Counter", "byReason": "counter"
                case "Timer": "histogram"
                default: "gauge"
                }
            #expect(row[1] == type, "\(name)")
        }
    }

    @Test("Every metric that the sources make has its help, and none besides")
    func help() throws {
        let files = try Pages.files(below: "Sources", ending: ".swift").filter {
            !$0.hasSuffix("MetricHelp.swift") && !$0.contains("/GraphEmulator/")
        }
        let made = try files.map(Pages.text).joined().matches(of: /"(gatekeeper_[a-z_]+)"/).map { String($0.output.1) }
        #expect(Set(made) == Set(MetricHelp.texts.keys))
    }

    @Test("Every metric that a page, the README or an alert names exists")
    func named() throws {
        let pages = try Pages.files(below: Pages.catalog, ending: ".md") + ["README.md", "deploy/alerts.yaml", "deploy/gatekeeper.yaml"]
        for page in pages {
            #expect(Self.metrics(in: try Pages.text(page)).subtracting(MetricHelp.texts.keys) == [], "\(page)")
        }
    }

    @Test("Each alert of the page is in the file with the same expression, in the same order, and back")
    func alerts() throws {
        let rows = Pages.rows(try Pages.page("Monitoring"), under: ["alert", "expression", "why", "first"])
        let told = try rows.map { row in
            let name = try #require(row[0].wholeMatch(of: /(\w+) \(([^)]+)\)/), "\(row)")
            return Rule(name: String(name.output.1), severity: String(name.output.2), expression: try #require(Pages.code(row[1]).first))
        }
        #expect(told.count >= 30 && Set(told.map(\.name)).count == told.count)
        #expect(told == (try Self.rules().map(\.rule)))
    }

    @Test("Each alert asks for metrics that exist, has a severity of three, and says why and what to do first")
    func rules() throws {
        for (rule, node) in try Self.rules() {
            let own = Self.metrics(in: rule.expression)
            #expect(own.isSubset(of: MetricHelp.texts.keys), "\(rule)")
            #expect(!own.isEmpty || Self.others.contains { rule.expression.contains($0) }, "\(rule)")
            #expect(["page", "ticket", "info"].contains { rule.severity.hasPrefix($0) }, "\(rule)")
            for text in ["summary", "first"] { #expect(node["annotations"]?[text]?.string?.isEmpty == false, "\(rule)") }
        }
    }
}
