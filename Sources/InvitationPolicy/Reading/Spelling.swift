/// Finds the word that was probably meant.
enum Spelling {
    /// Words that are compared; a slip among more is not looked for.
    private static let mostWords = 1_000

    /// The nearest of `words`, when few enough letters differ to be a slip.
    static func nearest(to word: String, among words: some Sequence<String>) -> String? {
        guard word.utf8.count <= 64 else { return nil }
        let words = words.prefix(mostWords)
        let lowered = word.lowercased()
        // A word cut short, such as globalAdmin.
        if lowered.utf8.count > 3, let whole = words.filter({ $0.lowercased().hasPrefix(lowered) }).min() {
            return whole
        }
        let allowed = max(1, min(3, word.count / 3))
        let ranked = words.map { (word: $0, distance: distance(lowered, $0.lowercased())) }
            .filter { $0.distance <= allowed }
            .min { ($0.distance, $0.word) < ($1.distance, $1.word) }
        return ranked?.word
    }

    static func didYouMean(_ word: String, among words: some Sequence<String>) -> String? {
        nearest(to: word, among: words).map { "did you mean `\($0)`?" }
    }

    /// Damerau-Levenshtein in its restricted form: insertions, deletions, changes and swaps of neighbours.
    private static func distance(_ left: String, _ right: String) -> Int {
        let (a, b) = (Array(left.utf8), Array(right.utf8))
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in 0..<a.count {
            var row = [i + 1]
            for j in 0..<b.count {
                var best = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, beforeLast[j - 1] + 1) }
                row.append(best)
            }
            (beforeLast, last) = (last, row)
        }
        return last[b.count]
    }
}
